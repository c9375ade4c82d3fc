package org.foregone.llama.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last lines that the native library logged, kept to explain a failure. Lines may come from
/// any thread.
public final class LogBuffer {
  private static final int CAPACITY = 256;
  private static final int INFO = 2;
  private static final int WARN = 3;
  private static final int ERROR = 4;
  private static final int CONTINUED = 5;

  /// One line and its place in the whole log.
  private record Line(long number, int level, String text) {}

  private final Deque<Line> lines = new ArrayDeque<>();
  private final StringBuilder open = new StringBuilder();
  private int openLevel;
  private long next;

  /// Takes a piece of log text; a line ends with its newline, a later piece may continue it.
  synchronized void add(int level, String text) {
    int effective = level == CONTINUED ? openLevel : level;
    if (level != CONTINUED && !open.isEmpty()) {
      close();
    }
    openLevel = effective;
    if (effective < INFO) {
      return;
    }
    open.append(text);
    if (text.endsWith("\n") || open.length() > 4096) {
      close();
    }
  }

  private void close() {
    String text = open.toString().strip();
    open.setLength(0);
    if (!text.isEmpty()) {
      lines.addLast(new Line(next++, openLevel, text));
      if (lines.size() > CAPACITY) {
        lines.removeFirst();
      }
    }
  }

  /// The number that the next line will get: where to start reading later.
  public synchronized long mark() {
    return next;
  }

  /// The reason that the library gave since a mark: its error lines, or its warnings when it logged
  /// no error; empty when it said nothing.
  public synchronized String reasonSince(long mark) {
    for (int level : new int[] {ERROR, WARN}) {
      List<String> found =
          lines.stream()
              .filter(l -> l.number() >= mark && l.level() == level)
              .map(Line::text)
              .distinct()
              .toList();
      if (!found.isEmpty()) {
        return String.join("; ", found);
      }
    }
    return "";
  }

  /// All lines kept, oldest first.
  public synchronized List<String> lines() {
    return lines.stream().map(Line::text).toList();
  }
}
