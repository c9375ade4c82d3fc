package org.foregone.study.intervention;

import java.nio.file.Path;
import java.util.List;
import org.foregone.dialogue.Conversation;
import org.foregone.inference.ModelCard;
import org.foregone.study.config.StudyConfig.Caps;
import org.jspecify.annotations.Nullable;

/// Something that is done to a model while it talks. A method says only what it does; what it
/// leaves out is as without it. Every experiment runs under it without knowing it.
///
/// A rollout in mode NO_THINK has no thought to act in: there only the prompt and the states
/// change.
public interface Intervention {
  /// Nothing is done.
  Intervention NONE = new Intervention() {};

  /// What it does to the prompt, and what every thought begins with.
  default Conversation.Options over(Conversation.Options options) {
    return options;
  }

  /// What it does to the caps.
  default Caps over(Caps caps) {
    return caps;
  }

  /// What it does inside the thought of one rollout; null for nothing.
  ///
  /// @param conversation puts words into tokens
  /// @param seed of what it draws by chance in this rollout
  default @Nullable Steps steps(Conversation conversation, long seed) {
    return null;
  }

  /// Words that it puts into a thought, in a form that holds none of the model's markers.
  default List<String> words() {
    return List.of();
  }

  /// The longest question with its answer that [#steps] asks behind a thought, in tokens.
  default int aside(Conversation conversation) {
    return 0;
  }

  /// Whether there is a [#push].
  default boolean steers() {
    return false;
  }

  /// What it adds to hidden states; null for nothing.
  ///
  /// @throws org.foregone.study.StudyException when it does not fit the model
  default @Nullable Push push(ModelCard model) {
    return null;
  }

  /// Files that it reads.
  default List<Path> inputs() {
    return List.of();
  }

  /// Whether it needs a model that thinks.
  default boolean actsInThought() {
    return true;
  }

  /// A vector that is added to the output of a block (counted from 0) from the prompt's last token
  /// on.
  record Push(int block, float[] vector) {}
}
