package org.foregone.study.intervention;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.foregone.inference.ModelCard;
import org.foregone.inference.Sampling;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.Key;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.steering.Directions;
import org.foregone.study.steering.SteeringPlan;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;

/// Activation steering: the direction towards refusal that another study's probe found is added to
/// the hidden states from the prompt's last token on, as that study's steering experiment does with
/// its control vector (the pattern of a linear probe: Haufe et al. 2014; adding it: Turner et al.
/// 2023, arXiv 2308.10248). The layer is that study's `steering.layer`.
///
/// @param study a folder whose study has steered, or has foresight's states
/// @param dose in standard deviations of the states along the direction; positive refuses
record Steer(String study, double dose) implements Intervention {
  static final Declared DECLARED =
      new Declared(
          "steer",
          "another study's direction towards refusal is added to the hidden states",
          "activation addition, arXiv 2308.10248; direction and dose as in the steering experiment",
          List.of(
              Declared.key(
                  "study",
                  new Key.Type.InputFile(),
                  "",
                  "folder of the study that has the direction"),
              Declared.key(
                  "dose",
                  new Key.Type.Real(-1_000, false, 1_000),
                  "3.0",
                  "standard deviations along it; positive refuses")),
          chosen -> new Steer(chosen.text("study"), chosen.real("dose")));

  Steer {
    if (study.isEmpty()) {
      throw new StudyException(
          Kind.CONFIGURATION, "intervention steer: no study is named", "steer:study=DIR,dose=3");
    }
  }

  private StudyFolder folder() {
    return new StudyFolder(Path.of(study));
  }

  @Override
  public List<Path> inputs() {
    return List.of(folder().resolved(), folder().database());
  }

  @Override
  public boolean steers() {
    return true;
  }

  @Override
  public Push push(ModelCard model) {
    StudyFolder folder = folder();
    if (!Files.isRegularFile(folder.resolved()) || !Files.isRegularFile(folder.database())) {
      throw new StudyException(
          Kind.FILE,
          "intervention steer: %s is no study".formatted(study),
          "name the folder of one that has run foresight or steering");
    }
    StudyConfig config =
        new ConfigSources(folder.resolved(), Map.of(), List.of(), Map.of())
            .resolveStored()
            .config();
    int layer = config.steering().layer().orElse(model.layers() / 2);
    SteeringPlan plan =
        new SteeringPlan(
            layer,
            List.of(dose),
            0,
            1,
            1,
            config.foresight().components(),
            config.foresight().c(),
            config.caps(),
            Sampling.PLAIN,
            config.seed());
    try (StudyStore store = folder.read()) {
      float[] vector = Directions.controlVector(store, folder, plan, dose);
      if (vector.length != model.width() || layer < 1 || layer >= model.layers()) {
        throw new StudyException(
            Kind.CONFIGURATION,
            "intervention steer: the direction of %s is of %,d numbers behind block %d; this model has %d blocks of %,d"
                .formatted(study, vector.length, layer, model.layers(), model.width()),
            "steer by a study of the same model");
      }
      return new Push(layer - 1, vector);
    }
  }

  @Override
  public boolean actsInThought() {
    return false;
  }
}
