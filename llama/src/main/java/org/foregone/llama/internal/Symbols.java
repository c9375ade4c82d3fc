package org.foregone.llama.internal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The functions of one library: looks each up by its C name and remembers those that it lacks.
abstract class Symbols {
  private final SymbolLookup lookup;
  private final List<String> missing = new ArrayList<>();

  Symbols(SymbolLookup lookup) {
    this.lookup = lookup;
  }

  /// A function with a result.
  final MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(result, parameters));
  }

  /// A function that returns nothing.
  final MethodHandle procedure(String name, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.ofVoid(parameters));
  }

  private MethodHandle handle(String name, FunctionDescriptor descriptor) {
    Optional<MemorySegment> address = lookup.find(name);
    if (address.isEmpty()) {
      missing.add(name);
      return MethodHandles.throwException(void.class, IllegalStateException.class);
    }
    return Linker.nativeLinker().downcallHandle(address.get(), descriptor);
  }

  /// The functions that the library does not export; it must not be used unless this is empty.
  final List<String> missing() {
    return List.copyOf(missing);
  }
}
