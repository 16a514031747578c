import fc from "fast-check";

/*
 * Property tests draw the same examples on every run, so that a failure is always the fault of a change. Others are drawn by
 * PROPERTY_SEED=NUMBER npm test.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_122) });
