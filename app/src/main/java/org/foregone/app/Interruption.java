package org.foregone.app;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C during a long command: once finishes what is in flight and saves, twice stops now.
///
/// A shutdown hook hears only the first signal. The class that hears every one is
/// `sun.misc.Signal`; it is reached by name because the compiler warns of it, and where it is
/// missing Ctrl-C ends the process, which loses what is in flight and nothing else.
final class Interruption implements AutoCloseable {
  private final AtomicInteger times = new AtomicInteger();
  private final Runnable restore;

  /// Listens until closed.
  Interruption(Talk talk) {
    restore =
        listen(
            () ->
                talk.say(
                    times.incrementAndGet() == 1
                        ? "\nfinishing what is in flight; Ctrl-C again stops now"
                        : "\nstopping; what is stored stays"));
  }

  private static Runnable listen(Runnable heard) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance("INT");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  heard.run();
                }
                return null;
              });
      Object before = handle(signalType, handlerType, signal, handler);
      return () -> {
        try {
          handle(signalType, handlerType, signal, before);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e); // it worked a moment ago
        }
      };
    } catch (ReflectiveOperationException e) {
      return () -> {};
    }
  }

  private static Object handle(
      Class<?> signalType, Class<?> handlerType, Object signal, Object handler)
      throws ReflectiveOperationException {
    return signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
  }

  boolean asked() {
    return times.get() > 0;
  }

  boolean urgent() {
    return times.get() > 1;
  }

  @Override
  public void close() {
    restore.run();
  }
}
