package org.foregone.llama.internal;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foregone.llama.LlamaException;
import org.foregone.llama.internal.LayoutProbe.Expectation;
import org.foregone.llama.internal.LibraryFiles.Search;
import org.junit.jupiter.api.Test;

/// The probe accepts the packaged library and notices every way in which a struct can differ.
class LayoutProbeTests {
  private static final String MODEL = "llama_model_default_params";

  private final LibraryFiles files = LibraryFiles.in(Search.here(null).place());
  private final SymbolLookup library = open(files);

  private static SymbolLookup open(LibraryFiles files) {
    SymbolLookup.libraryLookup(files.base(), Arena.global());
    SymbolLookup.libraryLookup(files.ggml(), Arena.global());
    return SymbolLookup.libraryLookup(files.llama(), Arena.global());
  }

  @Test
  void thePackagedLibraryFits() {
    assertThat(LayoutProbe.differences(library, LayoutProbe.EXPECTED)).isEmpty();
  }

  @Test
  void aStructThatGrewIsNoticed() {
    List<MemoryLayout> members = new ArrayList<>(Layouts.MODEL_PARAMS.memberLayouts());
    members.subList(members.size() - 7, members.size()).clear(); // the booleans and their padding
    differs(
        struct(members),
        Map.of(),
        MODEL + " returns more than the 72 bytes expected (byte 72 is written)");
  }

  @Test
  void aStructThatShrankIsNoticed() {
    List<MemoryLayout> members = new ArrayList<>(Layouts.MODEL_PARAMS.memberLayouts());
    members.add(JAVA_LONG.withName("more"));
    differs(struct(members), Map.of(), MODEL + " leaves byte 80 unwritten, part of more");
  }

  @Test
  void aFieldInAHoleIsNoticed() {
    List<MemoryLayout> members = new ArrayList<>(Layouts.MODEL_PARAMS.memberLayouts());
    members.set(2, paddingLayout(4)); // n_gpu_layers, which is -1 by default
    differs(struct(members), Map.of(), MODEL + " writes byte 16, where no field is expected");
  }

  @Test
  void fieldsThatChangedPlacesAreNoticed() {
    List<MemoryLayout> members = new ArrayList<>(Layouts.MODEL_PARAMS.memberLayouts());
    members.set(2, JAVA_INT.withName("split_mode"));
    members.set(3, JAVA_INT.withName("n_gpu_layers"));
    differs(
        struct(members),
        Map.of("n_gpu_layers", -1),
        MODEL + ": n_gpu_layers is 1 by default, not -1");
  }

  @Test
  void aMissingFunctionIsNoticed() {
    assertThat(
            LayoutProbe.differences(
                library, List.of(new Expectation("llama_none", Layouts.BATCH, Map.of()))))
        .containsExactly("llama_none is not exported");
  }

  @Test
  void loadingRefusesALibraryThatDiffers() {
    Expectation wrong = new Expectation(MODEL, Layouts.MODEL_PARAMS, Map.of("n_gpu_layers", 7));
    LlamaException refusal =
        catchThrowableOfType(LlamaException.class, () -> NativeCode.load(files, List.of(wrong)));
    assertThat(
            String.valueOf(refusal.getMessage())
                .replaceFirst("llama.cpp \\S+,", "llama.cpp VERSION,"))
        .isEqualTo(
            """
            %s is llama.cpp VERSION, which this binding does not fit: llama_model_default_params: n_gpu_layers is -1 by default, not 7
            expected: llama.cpp 0.4.0 or a version with the same interface
            hint: use the packaged natives (npm ci installs @node-llama-cpp/* 3.21.1), or name another build with --llama-lib DIR"""
                .formatted(files.llama()));
  }

  private void differs(GroupLayout layout, Map<String, Integer> canaries, String difference) {
    assertThat(LayoutProbe.differences(library, List.of(new Expectation(MODEL, layout, canaries))))
        .containsExactly(difference);
  }

  private static GroupLayout struct(List<MemoryLayout> members) {
    return MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new));
  }
}
