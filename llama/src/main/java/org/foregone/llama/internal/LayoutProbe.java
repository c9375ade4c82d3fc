package org.foregone.llama.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Compares the struct layouts of the loaded library with those the binding was written for, before
/// any of them is relied on.
///
/// A function that returns a large struct writes it through a pointer. It is called twice, into
/// memory filled with two different patterns, so the bytes that it wrote show: every byte of every
/// field must be written, none beyond the end, and padding is left alone or zero. A few defaults
/// whose values are known (canaries) then tell fields of equal size apart.
public final class LayoutProbe {
  private static final long ROOM = 1024;
  private static final byte[] POISONS = {(byte) 0xA5, 0x5A};

  private LayoutProbe() {}

  /// One struct to check.
  ///
  /// @param function the C function that returns the struct by value and takes nothing
  /// @param layout the layout expected
  /// @param canaries values expected in int and bool (0 or 1) fields
  public record Expectation(String function, GroupLayout layout, Map<String, Integer> canaries) {}

  /// What holds for llama.cpp [Layouts#VERSION].
  public static final List<Expectation> EXPECTED =
      List.of(
          new Expectation(
              "llama_model_default_params",
              Layouts.MODEL_PARAMS,
              Map.of("n_gpu_layers", -1, "split_mode", 1, "use_extra_bufts", 1, "vocab_only", 0)),
          new Expectation(
              "llama_context_default_params",
              Layouts.CONTEXT_PARAMS,
              Map.of(
                  "n_ctx",
                  512,
                  "n_batch",
                  2048,
                  "rope_scaling_type",
                  -1,
                  "flash_attn_type",
                  -1,
                  "type_k",
                  1,
                  "type_v",
                  1,
                  "offload_kqv",
                  1,
                  "swa_full",
                  1,
                  "kv_unified",
                  0)));

  /// The differences found, in words; empty when the layouts agree.
  public static List<String> differences(SymbolLookup library, List<Expectation> expected) {
    List<String> differences = new ArrayList<>();
    for (Expectation expectation : expected) {
      library
          .find(expectation.function())
          .ifPresentOrElse(
              address -> check(address, expectation, differences),
              () -> differences.add(expectation.function() + " is not exported"));
    }
    return differences;
  }

  private static void check(
      MemorySegment function, Expectation expectation, List<String> differences) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment first = call(function, POISONS[0], arena);
      MemorySegment second = call(function, POISONS[1], arena);
      int before = differences.size();
      boolean[] field = fieldBytes(expectation.layout());
      for (int at = 0; at < ROOM; at++) {
        boolean written = first.get(JAVA_BYTE, at) == second.get(JAVA_BYTE, at);
        if (at >= field.length && written) {
          differences.add(
              "%s returns more than the %d bytes expected (byte %d is written)"
                  .formatted(expectation.function(), field.length, at));
          break;
        }
        if (at < field.length && field[at] && !written) {
          differences.add(
              "%s leaves byte %d unwritten, part of %s"
                  .formatted(expectation.function(), at, fieldAt(expectation.layout(), at)));
          break;
        }
        if (at < field.length && !field[at] && written && first.get(JAVA_BYTE, at) != 0) {
          differences.add(
              "%s writes byte %d, where no field is expected"
                  .formatted(expectation.function(), at));
          break;
        }
      }
      if (differences.size() == before) {
        canaries(first, expectation, differences);
      }
    }
  }

  private static void canaries(
      MemorySegment struct, Expectation expectation, List<String> differences) {
    expectation.canaries().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            canary -> {
              String name = canary.getKey();
              MemoryLayout field =
                  expectation.layout().select(MemoryLayout.PathElement.groupElement(name));
              int found =
                  field instanceof ValueLayout.OfBoolean
                      ? Layouts.getBoolean(expectation.layout(), struct, name) ? 1 : 0
                      : Layouts.getInt(expectation.layout(), struct, name);
              if (found != canary.getValue()) {
                differences.add(
                    "%s: %s is %d by default, not %d"
                        .formatted(expectation.function(), name, found, canary.getValue()));
              }
            });
  }

  /// Calls the function with room to spare behind the struct, all of it filled with one byte.
  private static MemorySegment call(MemorySegment function, byte poison, Arena arena) {
    GroupLayout room =
        MemoryLayout.structLayout(MemoryLayout.sequenceLayout(ROOM / 8, ValueLayout.JAVA_LONG));
    MethodHandle handle =
        Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.of(room));
    SegmentAllocator poisoned = (size, alignment) -> arena.allocate(size, alignment).fill(poison);
    return Native.get(() -> (MemorySegment) handle.invokeExact(poisoned));
  }

  private static boolean[] fieldBytes(GroupLayout layout) {
    boolean[] field = new boolean[(int) layout.byteSize()];
    int at = 0;
    for (MemoryLayout member : layout.memberLayouts()) {
      for (int i = 0; i < member.byteSize(); i++) {
        field[at++] = !(member instanceof PaddingLayout);
      }
    }
    return field;
  }

  private static String fieldAt(GroupLayout layout, int at) {
    int end = 0;
    for (MemoryLayout member : layout.memberLayouts()) {
      end += (int) member.byteSize();
      if (at < end) {
        return member.name().orElse("padding");
      }
    }
    return "no field";
  }
}
