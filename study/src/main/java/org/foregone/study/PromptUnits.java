package org.foregone.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.foregone.statistics.ClusterBootstrap;
import org.foregone.statistics.Estimate;
import org.foregone.statistics.NearDuplicates;
import org.foregone.statistics.Proportions;
import org.foregone.study.prompts.Prompt;

/// Prompts as the independent units that intervals are over: near-duplicates are one.
///
/// @param units each with the ids of its prompts
public record PromptUnits(List<List<String>> units) {
  public PromptUnits {
    units = units.stream().map(List::copyOf).toList();
  }

  public static PromptUnits of(List<Prompt> prompts) {
    int[] groups = NearDuplicates.groups(prompts.stream().map(Prompt::text).toList());
    Map<Integer, List<String>> units = new TreeMap<>();
    for (int i = 0; i < groups.length; i++) {
      units.computeIfAbsent(groups[i], g -> new ArrayList<>()).add(prompts.get(i).id());
    }
    return new PromptUnits(List.copyOf(units.values()));
  }

  /// A prompt's share of something.
  ///
  /// @param rate 0 to 1; anything where there are no trials
  /// @param trials observations behind it; 0: the prompt is left out
  public record Rate(double rate, double trials) {
    public static final Rate NONE = new Rate(Double.NaN, 0);

    /// The mean of parts of a prompt (its traces), those without trials left out.
    public static Rate mean(List<Rate> parts) {
      double sum = 0;
      double trials = 0;
      int counted = 0;
      for (Rate part : parts) {
        if (part.trials > 0) {
          sum += part.rate;
          trials += part.trials;
          counted++;
        }
      }
      return counted == 0 ? NONE : new Rate(sum / counted, trials);
    }
  }

  /// Of one prompt, by id.
  @FunctionalInterface
  public interface OfPrompt {
    Rate of(String prompt);
  }

  /// The mean over units of their prompts' mean rate.
  public Estimate meanRate(OfPrompt rate, ClusterBootstrap bootstrap) {
    double[] rates = new double[units.size()];
    double[] trials = new double[units.size()];
    for (int u = 0; u < rates.length; u++) {
      Rate mean = Rate.mean(units.get(u).stream().map(rate::of).toList());
      rates[u] = mean.rate();
      trials[u] = mean.trials();
    }
    return Proportions.meanRate(rates, trials, bootstrap);
  }

  /// The mean of a quantity over all observations.
  ///
  /// @param sum of a prompt
  /// @param count of a prompt's observations
  public Estimate mean(
      ToDoubleFunction<String> sum, ToDoubleFunction<String> count, ClusterBootstrap bootstrap) {
    double[] sums = total(sum);
    double[] counts = total(count);
    return Proportions.mean(sums, counts, bootstrap);
  }

  private double[] total(ToDoubleFunction<String> of) {
    double[] totals = new double[units.size()];
    Arrays.setAll(totals, u -> units.get(u).stream().mapToDouble(of).sum());
    return totals;
  }
}
