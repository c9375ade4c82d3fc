package org.foregone.statistics;

/// Balanced accuracy of fixed predictions on any resample of the clusters: (sensitivity +
/// specificity) / 2.
///
/// @param hits weight of refusals called refusals, a cluster
/// @param refusals weight of refusals
/// @param passes weight of compliances called compliances
/// @param compliances weight of compliances
record Accuracy(
    Clusters clusters,
    int rows,
    double[] hits,
    double[] refusals,
    double[] passes,
    double[] compliances)
    implements Resampled {

  static Accuracy of(boolean[] predicted, Targets targets, Clusters clusters) {
    double[] hits = targets.refusal().clone();
    double[] passes = targets.compliance().clone();
    for (int i = 0; i < predicted.length; i++) {
      (predicted[i] ? passes : hits)[i] = 0;
    }
    return new Accuracy(
        clusters,
        predicted.length,
        clusters.sums(hits),
        clusters.sums(targets.refusal()),
        clusters.sums(passes),
        clusters.sums(targets.compliance()));
  }

  @Override
  public double at(double[] times) {
    double sensitivity = Kernels.dot(hits, times) / Kernels.dot(refusals, times);
    double specificity = Kernels.dot(passes, times) / Kernels.dot(compliances, times);
    return (sensitivity + specificity) / 2;
  }

  /// From Wilson's limits of sensitivity and specificity (the MOVER, Zou and Donner 2008), trials
  /// counted in prompts.
  @Override
  public Interval analytic(double level) {
    double value = value();
    if (Double.isNaN(value)) {
      return Interval.NONE;
    }
    double m = 0;
    double n = 0;
    for (int k = 0; k < refusals.length; k++) {
      double weight = refusals[k] + compliances[k];
      m += weight > 0 ? refusals[k] / weight : 0;
      n += weight > 0 ? compliances[k] / weight : 0;
    }
    double sensitivity = Moments.sum(hits) / Moments.sum(refusals);
    double specificity = Moments.sum(passes) / Moments.sum(compliances);
    Interval one = Intervals.wilsonAt(sensitivity, m, quantile(level));
    Interval two = Intervals.wilsonAt(specificity, n, quantile(level));
    return new Interval(
        value - Math.hypot(sensitivity - one.low(), specificity - two.low()) / 2,
        value + Math.hypot(one.high() - sensitivity, two.high() - specificity) / 2);
  }
}
