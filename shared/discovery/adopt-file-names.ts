/** Gives every document a file name of its own. */
export interface FileNames {
  /** @param parts what the name is made of: `role`, the role's name, `trust` */
  next(...parts: readonly string[]): string;
}

/** Two names of 128 characters and what stands between them would be more than file systems take. */
const LONGEST_PART = 100;

/**
 * File names that a baseline may declare and every file system takes, none of them twice; also not in another case, since some file
 * systems take those for one.
 */
export function createFileNames(): FileNames {
  const taken = new Set<string>();
  return {
    next(...parts) {
      const stem = parts.map((part) => part.replace(/[^\w.-]/g, "-").slice(0, LONGEST_PART)).join("-");
      for (let count = 1; ; count += 1) {
        const file = `${stem}${count === 1 ? "" : `-${count}`}.json`;
        if (taken.has(file.toLowerCase())) continue;
        taken.add(file.toLowerCase());
        return file;
      }
    },
  };
}
