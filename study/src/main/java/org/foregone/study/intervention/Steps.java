package org.foregone.study.intervention;

/// What an intervention does inside the thought of one rollout: a small state machine that is asked
/// for the next step each time the one before was taken. For one rollout and one thread.
public interface Steps {

  /// The next step. After the thought is closed it is asked once more, since what happened before
  /// the close may call for something.
  ///
  /// @param draft as it stands
  Step next(Draft draft);
}
