package org.foregone.study.steering;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.foregone.statistics.Probe;
import org.foregone.statistics.ProbeSettings;
import org.foregone.statistics.Targets;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.Experiments;
import org.foregone.study.foresight.ForesightPlan;
import org.foregone.study.states.StateReader;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.tensors.Safetensors;
import org.foregone.tensors.SafetensorsException;
import org.foregone.tensors.SafetensorsWriter;
import org.jspecify.annotations.Nullable;

/// The directions of a study and how long one dose is: fitted once, kept in
/// `states/steering/directions.safetensors`, so that every rollout of the study is steered alike.
///
/// The control vector's probe is fitted to the states at the prompt's last token, the patch's to
/// those at the first thinking token of rollout 0. A dose is the standard deviation of the states
/// along the probe's direction; random directions get the same length.
///
/// @param probe unit vector towards refusal, by method; none where the states have one verdict or
///     do
///     not differ
/// @param unit length of one dose, by method
/// @param random unit vectors
public record Directions(
    Map<Method, float[]> probe, Map<Method, Double> unit, List<float[]> random) {
  private static final String FILE = "states/steering/directions.safetensors";

  /// Reads those of the study once it has rollouts made with them; until then fits and writes them.
  static Directions of(StudyStore store, StudyFolder folder, SteeringPlan plan) {
    Path file = folder.path().resolve(FILE);
    boolean used = store.units().stream().anyMatch(u -> u.step().equals(Experiments.STEERING));
    if (used && Files.isRegularFile(file)) {
      return read(file, plan.randomDirections());
    }
    Directions fitted = fit(store, folder, plan);
    fitted.write(file);
    return fitted;
  }

  /// What a study's control vector adds to a state at a dose, for use in another study: by its
  /// directions where it has steered, else by its foresight states. Nothing is written.
  ///
  /// @throws StudyException when the study has neither, or its states do not tell refusals apart
  public static float[] controlVector(
      StudyStore store, StudyFolder folder, SteeringPlan plan, double dose) {
    Directions stored = stored(folder, plan);
    Directions directions = stored == null ? fit(store, folder, plan) : stored;
    if (!directions.has(Method.CONTROL_VECTOR)) {
      throw new StudyException(
          Kind.CONFIGURATION,
          "%s: no direction towards refusal: no states of prompts that were refused and others"
              .formatted(folder.path()),
          "run foresight there, on prompts that the model does not all treat alike");
    }
    return directions.vector(Method.CONTROL_VECTOR, "probe", dose);
  }

  private static Directions fit(StudyStore store, StudyFolder folder, SteeringPlan plan) {
    Map<Method, float[]> probe = new EnumMap<>(Method.class);
    Map<Method, Double> unit = new EnumMap<>(Method.class);
    int width = 0;
    try (StateReader states = new StateReader(folder)) {
      for (Method method : Method.values()) {
        List<StateRow> rows = new ArrayList<>();
        Targets targets = Targets.labels(labelled(store, method, rows));
        if (!targets.bothClasses()) {
          continue;
        }
        float[][] matrix = states.matrix(rows, 0, plan.layer());
        Probe fitted =
            Probe.fit(matrix, targets, new ProbeSettings(plan.components(), plan.c(), true));
        double[] pattern = pattern(matrix, fitted);
        if (length(pattern) > 0 && deviation(matrix, unit(pattern)) > 0) {
          probe.put(method, unit(pattern));
          unit.put(method, deviation(matrix, unit(pattern)));
          width = pattern.length;
        }
      }
    }
    SplittableRandom random = new SplittableRandom(plan.seed());
    List<float[]> others = new ArrayList<>();
    for (int i = 0; i < plan.randomDirections() && width > 0; i++) {
      double[] drawn = new double[width];
      Arrays.setAll(drawn, j -> random.nextGaussian());
      others.add(unit(drawn));
    }
    return new Directions(probe, unit, others);
  }

  /// Whether there is a direction to add: both verdicts occur, and the states differ.
  boolean has(Method method) {
    return probe.containsKey(method);
  }

  /// The states that the method's probe is fitted to go to `rows`.
  ///
  /// @return rollout 0's verdict for each row
  private static boolean[] labelled(StudyStore store, Method method, List<StateRow> rows) {
    List<Boolean> refused = new ArrayList<>();
    for (StateRow row : store.states(Experiments.FORESIGHT)) {
      boolean wanted =
          switch (method) {
            case CONTROL_VECTOR -> row.anchor().equals(ForesightPlan.LAST);
            case PATCH ->
                row.anchor().equals(ForesightPlan.FIRST) && row.rollout() == 0 && row.rows() > 0;
          };
      if (wanted) {
        store.traces(row.prompt(), 1).stream()
            .filter(Trace::settled)
            .forEach(
                trace -> {
                  rows.add(row);
                  refused.add(trace.refuses());
                });
      }
    }
    boolean[] labels = new boolean[refused.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = refused.get(i);
    }
    return labels;
  }

  /// How the states move as the probe's score rises: their covariance with it. The probe's own
  /// weights are large where states hardly vary, and point where no state ever is (Haufe et al.
  /// 2014, On the interpretation of weight vectors of linear models in multivariate neuroimaging).
  private static double[] pattern(float[][] rows, Probe probe) {
    double[] scores = Arrays.stream(rows).mapToDouble(probe::logit).toArray();
    double mean = Arrays.stream(scores).average().orElse(0);
    double[] pattern = new double[rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < pattern.length; j++) {
        pattern[j] += (scores[i] - mean) * (rows[i][j] - probe.mean()[j]);
      }
    }
    return pattern;
  }

  private static double length(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
  }

  private static float[] unit(double[] vector) {
    double length = length(vector);
    float[] unit = new float[vector.length];
    for (int j = 0; j < unit.length; j++) {
      unit[j] = (float) (vector[j] / length);
    }
    return unit;
  }

  /// Standard deviation (ddof 0) of the rows' projections.
  private static double deviation(float[][] rows, float[] direction) {
    double[] along = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < direction.length; j++) {
        along[i] += rows[i][j] * (double) direction[j];
      }
    }
    double mean = Arrays.stream(along).average().orElse(0);
    return Math.sqrt(Arrays.stream(along).map(a -> (a - mean) * (a - mean)).average().orElse(0));
  }

  /// `probe`, `random_1`, ...
  List<String> names() {
    List<String> names = new ArrayList<>(List.of("probe"));
    for (int i = 1; i <= random.size(); i++) {
      names.add("random_" + i);
    }
    return names;
  }

  /// What is added to a state.
  float[] vector(Method method, String name, double dose) {
    float[] direction =
        name.equals("probe")
            ? Objects.requireNonNull(probe.get(method))
            : random.get(Integer.parseInt(name.substring("random_".length())) - 1);
    double length = dose * Objects.requireNonNull(unit.get(method));
    float[] vector = new float[direction.length];
    for (int j = 0; j < vector.length; j++) {
      vector[j] = (float) (length * direction[j]);
    }
    return vector;
  }

  private void write(Path file) {
    SafetensorsWriter writer = new SafetensorsWriter();
    probe.forEach((m, direction) -> writer.f32(m.word() + ".probe", direction, direction.length));
    unit.forEach((m, length) -> writer.f64(m.word() + ".unit", new double[] {length}, 1));
    for (int i = 0; i < random.size(); i++) {
      writer.f32("random_" + (i + 1), random.get(i), random.get(i).length);
    }
    try {
      writer.write(file);
    } catch (SafetensorsException e) {
      throw new StudyException(
          Kind.DISK, file + ": cannot be written", "check the disk's free space", e);
    }
  }

  private static Directions read(Path file, int randomDirections) {
    try (Safetensors in = Safetensors.open(file)) {
      Map<Method, float[]> probe = new EnumMap<>(Method.class);
      Map<Method, Double> unit = new EnumMap<>(Method.class);
      for (Method method : Method.values()) {
        if (in.names().contains(method.word() + ".probe")) {
          probe.put(method, in.floats(method.word() + ".probe"));
          unit.put(method, in.doubles(method.word() + ".unit")[0]);
        }
      }
      List<float[]> random = new ArrayList<>();
      for (int i = 1; i <= randomDirections && !probe.isEmpty(); i++) {
        random.add(in.floats("random_" + i));
      }
      return new Directions(probe, unit, random);
    } catch (SafetensorsException e) {
      throw new StudyException(
          Kind.FILE,
          "steering: " + e.getMessage(),
          "its rollouts were made with these directions: put the file back, or begin another study",
          e);
    }
  }

  /// Those of the study, or null when it has none yet.
  static @Nullable Directions stored(StudyFolder folder, SteeringPlan plan) {
    Path file = folder.path().resolve(FILE);
    return Files.isRegularFile(file) ? read(file, plan.randomDirections()) : null;
  }
}
