package org.foregone.study.states;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.foregone.dialogue.Mode;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Tally;
import org.foregone.study.store.Unit;

/// What the store has of an experiment on hidden states. A file that is gone is taken again.
final class StatesStored {
  private final int rollouts;
  private final Map<String, Integer> thinking = new HashMap<>();
  private final Map<String, Integer> taken = new HashMap<>();
  private final Set<String> outcome = new HashSet<>();

  StatesStored(StatesPlan plan, StudyFolder folder, StudyStore store) {
    this.rollouts = plan.rollouts();
    for (Tally tally : store.tallies()) {
      if (tally.mode() == Mode.THINK) {
        thinking.put(tally.prompt(), tally.rollouts());
      }
    }
    for (Unit unit : store.units()) {
      if (unit.step().equals(Unit.outcome(Mode.THINK)) && !unit.failed()) {
        outcome.add(unit.prompt());
      }
    }
    Map<String, Boolean> there = new HashMap<>();
    Set<String> lost = new HashSet<>();
    for (StateRow row : store.states(plan.experiment())) {
      taken.merge(row.prompt(), row.rollout() + 1, Math::max);
      if (row.rows() > 0
          && !there.computeIfAbsent(
              row.file(), file -> Files.isRegularFile(folder.path().resolve(file)))) {
        lost.add(row.prompt());
      }
    }
    taken.keySet().removeAll(lost);
  }

  /// Whether the prompt has its rollouts.
  boolean ready(String prompt) {
    return outcome.contains(prompt);
  }

  /// Whether every rollout it has (up to those asked for) has been looked into.
  boolean whole(String prompt) {
    return taken.getOrDefault(prompt, -1) >= Math.min(rollouts, thinking.getOrDefault(prompt, 0));
  }
}
