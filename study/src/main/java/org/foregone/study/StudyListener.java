package org.foregone.study;

/// Hears how a run goes on, on the run's thread.
public interface StudyListener {
  StudyListener SILENT = progress -> {};

  /// @param unit what is counted: `rollouts`, `prompts`
  /// @param done stored units, those of earlier runs included
  /// @param planned all that the study will have; with majority stopping at most
  /// @param tokens generated or read by this run's part of the work
  /// @param failures units that failed in this run
  record Progress(
      String experiment, String unit, long done, long planned, long tokens, int failures) {}

  void progress(Progress progress);
}
