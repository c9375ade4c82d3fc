package org.foregone.study.store;

import org.jspecify.annotations.Nullable;

/// What a change did: a row of `effects`. Undefined numbers are NaN.
///
/// @param compliedPre settled branches at the pre cut that comply
/// @param nPre settled branches there
/// @param p of no effect
/// @param holm adjusted for all changes tested together
/// @param bh likewise, for the false discovery rate
/// @param logOdds effect on the log-odds of compliance, with its 95% interval
/// @param lock LOCKED, OPEN or UNDETERMINED: the pre cut by its interval
/// @param lockPredicted what a sequential rule predicts of the label at the full size, else null
public record Effect(
    Change change,
    int compliedPre,
    int nPre,
    int compliedPost,
    int nPost,
    double p,
    double holm,
    double bh,
    double logOdds,
    double low,
    double high,
    String lock,
    @Nullable String lockPredicted) {}
