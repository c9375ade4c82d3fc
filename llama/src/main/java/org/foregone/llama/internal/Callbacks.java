package org.foregone.llama.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// C function pointers to Java code. An exception that left one would end the JVM, so each catches
/// everything.
public final class Callbacks {
  private Callbacks() {}

  /// Decides whether loading goes on; `fraction` runs from 0 to 1.
  @FunctionalInterface
  public interface Progress {
    boolean goOn(float fraction);
  }

  /// Decides whether a running computation stops.
  @FunctionalInterface
  public interface Abort {
    boolean now();
  }

  /// Looks at a node of the graph while it is computed. The node is a `struct ggml_tensor *`, as a
  /// number: this is called for every node of every decode, and a number costs no object.
  @FunctionalInterface
  public interface Eval {
    /// @param ask whether to say if the node is wanted (true = compute up to here and call again);
    ///     otherwise it has been computed, and false ends the computation
    boolean at(long tensor, boolean ask);
  }

  /// `typedef void (*ggml_log_callback)(enum ggml_log_level level, const char * text, void *
  /// user_data);`
  static MemorySegment log(LogBuffer buffer, Arena arena) {
    return stub(
        new LogTarget(buffer),
        MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class),
        FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS),
        arena);
  }

  /// `typedef bool (*llama_progress_callback)(float progress, void * user_data);`
  public static MemorySegment progress(Progress progress, Arena arena) {
    return stub(
        new ProgressTarget(progress),
        MethodType.methodType(boolean.class, float.class, MemorySegment.class),
        FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_FLOAT, ADDRESS),
        arena);
  }

  /// `typedef bool (*ggml_abort_callback)(void * data);`
  public static MemorySegment abort(Abort abort, Arena arena) {
    return stub(
        new AbortTarget(abort),
        MethodType.methodType(boolean.class, MemorySegment.class),
        FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS),
        arena);
  }

  /// `typedef bool (*ggml_backend_sched_eval_callback)(struct ggml_tensor * t, bool ask, void *
  /// user_data);`
  public static MemorySegment eval(Eval eval, Arena arena) {
    return stub(
        new EvalTarget(eval),
        MethodType.methodType(boolean.class, long.class, boolean.class, long.class),
        FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG, JAVA_BOOLEAN, JAVA_LONG),
        arena);
  }

  private record LogTarget(LogBuffer buffer) {
    @SuppressWarnings("unused") // called by native code
    void call(int level, MemorySegment text, MemorySegment userData) {
      try {
        buffer.add(level, Native.string(text));
      } catch (Throwable t) {
        // A log line is lost; the alternative is the end of the JVM.
      }
    }
  }

  private record ProgressTarget(Progress progress) {
    @SuppressWarnings("unused") // called by native code
    boolean call(float fraction, MemorySegment userData) {
      try {
        return progress.goOn(fraction);
      } catch (Throwable t) {
        return false; // the load ends and its caller reports it
      }
    }
  }

  private record AbortTarget(Abort abort) {
    @SuppressWarnings("unused") // called by native code
    boolean call(MemorySegment userData) {
      try {
        return abort.now();
      } catch (Throwable t) {
        return true; // the computation ends and its caller reports it
      }
    }
  }

  private record EvalTarget(Eval eval) {
    @SuppressWarnings("unused") // called by native code
    boolean call(long tensor, boolean ask, long userData) {
      try {
        return eval.at(tensor, ask);
      } catch (Throwable t) {
        return !ask; // nothing more is asked for; the tap notices what did not come
      }
    }
  }

  private static MemorySegment stub(
      Object target, MethodType type, FunctionDescriptor descriptor, Arena arena) {
    try {
      MethodHandle handle =
          MethodHandles.lookup().findVirtual(target.getClass(), "call", type).bindTo(target);
      return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
