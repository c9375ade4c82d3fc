package org.foregone.llama.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The functions of libggml that Foregone calls: which back ends to load, which devices there are,
/// and the contents of a node of the graph. A `struct ggml_tensor *` is passed as a number, as
/// [Callbacks.Eval] gets it; its fields are only read through functions, so its layout is nobody's
/// business here.
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

  // const char * ggml_get_name(const struct ggml_tensor * tensor);
  public final MethodHandle getName = function("ggml_get_name", JAVA_LONG, JAVA_LONG);

  // int64_t ggml_nrows(const struct ggml_tensor * tensor);
  public final MethodHandle nrows = function("ggml_nrows", JAVA_LONG, JAVA_LONG);

  // size_t ggml_nbytes(const struct ggml_tensor * tensor);
  public final MethodHandle nbytes = function("ggml_nbytes", JAVA_LONG, JAVA_LONG);

  // void ggml_backend_tensor_get(const struct ggml_tensor * tensor, void * data, size_t offset,
  //     size_t size);
  public final MethodHandle backendTensorGet =
      procedure("ggml_backend_tensor_get", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);

  // void ggml_backend_tensor_set(struct ggml_tensor * tensor, const void * data, size_t offset,
  //     size_t size);
  public final MethodHandle backendTensorSet =
      procedure("ggml_backend_tensor_set", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);

  // const char * ggml_commit(void);
  public final MethodHandle commit = function("ggml_commit", ADDRESS);

  Libggml(SymbolLookup lookup) {
    super(lookup);
  }
}
