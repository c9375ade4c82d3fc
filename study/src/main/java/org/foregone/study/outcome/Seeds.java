package org.foregone.study.outcome;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Seeds of continuations: a function of study seed, prompt id and what they are for, so that
/// neither the order of prompts nor interruptions change a rollout.
final class Seeds {
  private Seeds() {}

  /// The first eight bytes of SHA-256 over `seed NUL purpose NUL id`.
  ///
  /// @param purpose the mode of a rollout, or the place of a cut
  static long of(long study, String prompt, String purpose) {
    try {
      byte[] name = (study + "\0" + purpose + "\0" + prompt).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
