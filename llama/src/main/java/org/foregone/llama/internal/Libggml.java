package org.foregone.llama.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The functions of libggml that Foregone calls: which back ends to load, which devices there are.
public final class Libggml extends Symbols {
  // void ggml_backend_load_all_from_path(const char * dir_path);
  public final MethodHandle backendLoadAllFromPath =
      procedure("ggml_backend_load_all_from_path", ADDRESS);

  // ggml_backend_reg_t ggml_backend_load(const char * path);
  public final MethodHandle backendLoad = function("ggml_backend_load", ADDRESS, ADDRESS);

  // size_t ggml_backend_dev_count(void);
  public final MethodHandle backendDevCount = function("ggml_backend_dev_count", JAVA_LONG);

  // ggml_backend_dev_t ggml_backend_dev_get(size_t index);
  public final MethodHandle backendDevGet = function("ggml_backend_dev_get", ADDRESS, JAVA_LONG);

  // const char * ggml_backend_dev_name(ggml_backend_dev_t device);
  public final MethodHandle backendDevName = function("ggml_backend_dev_name", ADDRESS, ADDRESS);

  // const char * ggml_backend_dev_description(ggml_backend_dev_t device);
  public final MethodHandle backendDevDescription =
      function("ggml_backend_dev_description", ADDRESS, ADDRESS);

  // enum ggml_backend_dev_type ggml_backend_dev_type(ggml_backend_dev_t device);
  public final MethodHandle backendDevType = function("ggml_backend_dev_type", JAVA_INT, ADDRESS);

  // void ggml_backend_dev_memory(ggml_backend_dev_t device, size_t * free, size_t * total);
  public final MethodHandle backendDevMemory =
      procedure("ggml_backend_dev_memory", ADDRESS, ADDRESS, ADDRESS);

  // const char * ggml_commit(void);
  public final MethodHandle commit = function("ggml_commit", ADDRESS);

  Libggml(SymbolLookup lookup) {
    super(lookup);
  }
}
