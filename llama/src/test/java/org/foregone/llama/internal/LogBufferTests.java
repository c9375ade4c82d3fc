package org.foregone.llama.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogBufferTests {
  private static final int DEBUG = 1;
  private static final int INFO = 2;
  private static final int WARN = 3;
  private static final int ERROR = 4;
  private static final int CONTINUED = 5;

  private final LogBuffer log = new LogBuffer();

  @Test
  void theReasonIsTheErrorsElseTheWarnings() {
    log.add(ERROR, "old error\n");
    long mark = log.mark();
    assertThat(log.reasonSince(mark)).isEmpty();
    log.add(INFO, "fine\n");
    log.add(WARN, "strange\n");
    assertThat(log.reasonSince(mark)).isEqualTo("strange");
    log.add(ERROR, "first\n");
    log.add(ERROR, "second\n");
    log.add(ERROR, "second\n");
    assertThat(log.reasonSince(mark)).isEqualTo("first; second");
  }

  @Test
  void piecesMakeLines() {
    log.add(ERROR, "half ");
    log.add(CONTINUED, "a line\n");
    log.add(DEBUG, "never kept");
    log.add(CONTINUED, " nor this\n");
    log.add(INFO, "left open");
    log.add(INFO, "next\n");
    assertThat(log.lines()).containsExactly("half a line", "left open", "next");
  }

  @Test
  void theOldestLinesGoFirst() {
    for (int i = 0; i < 1000; i++) {
      log.add(INFO, "line " + i + "\n");
    }
    assertThat(log.lines()).hasSize(256).startsWith("line 744").endsWith("line 999");
  }
}
