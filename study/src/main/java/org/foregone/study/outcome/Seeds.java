package org.foregone.study.outcome;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.foregone.dialogue.Mode;

/// Seeds of continuations: a function of study seed, prompt id and mode, so that neither the order
/// of prompts nor interruptions change a rollout.
final class Seeds {
  private Seeds() {}

  /// The first eight bytes of SHA-256 over `seed NUL mode NUL id`.
  static long of(long study, String prompt, Mode mode) {
    try {
      byte[] name = (study + "\0" + mode + "\0" + prompt).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
