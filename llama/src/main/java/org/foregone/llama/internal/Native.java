package org.foregone.llama.internal;

import java.lang.foreign.MemorySegment;

/// Calls through method handles without a `try` at each call: a downcall throws only when the
/// binding itself is wrong.
public final class Native {
  private Native() {}

  /// A call that yields a value.
  @FunctionalInterface
  public interface Call<T> {
    T call() throws Throwable;
  }

  /// A call that yields nothing.
  @FunctionalInterface
  public interface VoidCall {
    void call() throws Throwable;
  }

  public static <T> T get(Call<T> call) {
    try {
      return call.call();
    } catch (Throwable t) {
      throw wrongBinding(t);
    }
  }

  public static void run(VoidCall call) {
    try {
      call.call();
    } catch (Throwable t) {
      throw wrongBinding(t);
    }
  }

  /// The zero-terminated UTF-8 string at an address; empty for a null pointer.
  public static String string(MemorySegment address) {
    return isNull(address) ? "" : address.reinterpret(Long.MAX_VALUE).getString(0);
  }

  public static boolean isNull(MemorySegment address) {
    return address.address() == 0;
  }

  private static RuntimeException wrongBinding(Throwable t) {
    return switch (t) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException("a native call failed", t);
    };
  }
}
