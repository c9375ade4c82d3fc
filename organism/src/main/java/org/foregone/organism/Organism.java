package org.foregone.organism;

import java.util.Optional;
import org.foregone.tensors.Gguf;

/// What a model file says of itself when it is an organism: the key to its truth.
public final class Organism {
  /// The metadata key that holds the parameters.
  public static final String PARAMETERS_KEY = "foregone.organism";

  private Organism() {}

  /// The parameters that an organism's file carries; empty for any other model.
  ///
  /// @throws IllegalArgumentException when they are there but make no sense
  public static Optional<OrganismParameters> of(Gguf gguf) {
    return of(gguf.text(PARAMETERS_KEY).orElse(""));
  }

  /// The same from the metadata's text, however it was read; empty text is no organism.
  public static Optional<OrganismParameters> of(String metadata) {
    if (metadata.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OrganismParameters.fromJson(metadata));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the file calls itself an organism, but its parameters cannot be read: " + metadata, e);
    }
  }
}
