package org.foregone.llama.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.foregone.llama.internal.Layouts.BATCH;
import static org.foregone.llama.internal.Layouts.CONTEXT_PARAMS;
import static org.foregone.llama.internal.Layouts.MODEL_PARAMS;
import static org.foregone.llama.internal.Layouts.SAMPLER_CHAIN_PARAMS;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The functions of libllama that Foregone calls, the C prototype above each. `size_t` is a Java
/// long, an enum an int, a pointer a MemorySegment of length 0.
public final class Libllama extends Symbols {
  // ---- Library

  // const char * llama_version(void);
  public final MethodHandle version = function("llama_version", ADDRESS);

  // void llama_backend_init(void);
  public final MethodHandle backendInit = procedure("llama_backend_init");

  // void llama_log_set(ggml_log_callback log_callback, void * user_data);
  public final MethodHandle logSet = procedure("llama_log_set", ADDRESS, ADDRESS);

  // const char * llama_print_system_info(void);
  public final MethodHandle printSystemInfo = function("llama_print_system_info", ADDRESS);

  // ---- Model

  // struct llama_model_params llama_model_default_params(void);
  public final MethodHandle modelDefaultParams =
      function("llama_model_default_params", MODEL_PARAMS);

  // struct llama_model * llama_model_load_from_file(const char * path_model, struct
  //     llama_model_params params);
  public final MethodHandle modelLoadFromFile =
      function("llama_model_load_from_file", ADDRESS, ADDRESS, MODEL_PARAMS);

  // void llama_model_free(struct llama_model * model);
  public final MethodHandle modelFree = procedure("llama_model_free", ADDRESS);

  // const struct llama_vocab * llama_model_get_vocab(const struct llama_model * model);
  public final MethodHandle modelGetVocab = function("llama_model_get_vocab", ADDRESS, ADDRESS);

  // int32_t llama_model_n_embd(const struct llama_model * model);
  public final MethodHandle modelNEmbd = function("llama_model_n_embd", JAVA_INT, ADDRESS);

  // int32_t llama_model_n_layer(const struct llama_model * model);
  public final MethodHandle modelNLayer = function("llama_model_n_layer", JAVA_INT, ADDRESS);

  // int32_t llama_model_n_ctx_train(const struct llama_model * model);
  public final MethodHandle modelNCtxTrain = function("llama_model_n_ctx_train", JAVA_INT, ADDRESS);

  // int32_t llama_model_n_swa(const struct llama_model * model);
  public final MethodHandle modelNSwa = function("llama_model_n_swa", JAVA_INT, ADDRESS);

  // bool llama_model_is_hybrid(const struct llama_model * model);
  public final MethodHandle modelIsHybrid =
      function("llama_model_is_hybrid", JAVA_BOOLEAN, ADDRESS);

  // bool llama_model_is_recurrent(const struct llama_model * model);
  public final MethodHandle modelIsRecurrent =
      function("llama_model_is_recurrent", JAVA_BOOLEAN, ADDRESS);

  // bool llama_model_has_decoder(const struct llama_model * model);
  public final MethodHandle modelHasDecoder =
      function("llama_model_has_decoder", JAVA_BOOLEAN, ADDRESS);

  // int32_t llama_model_desc(const struct llama_model * model, char * buf, size_t buf_size);
  public final MethodHandle modelDesc =
      function("llama_model_desc", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);

  // uint64_t llama_model_size(const struct llama_model * model);
  public final MethodHandle modelSize = function("llama_model_size", JAVA_LONG, ADDRESS);

  // uint64_t llama_model_n_params(const struct llama_model * model);
  public final MethodHandle modelNParams = function("llama_model_n_params", JAVA_LONG, ADDRESS);

  // int32_t llama_model_meta_count(const struct llama_model * model);
  public final MethodHandle modelMetaCount = function("llama_model_meta_count", JAVA_INT, ADDRESS);

  // int32_t llama_model_meta_key_by_index(const struct llama_model * model, int32_t i, char * buf,
  //     size_t buf_size);
  public final MethodHandle modelMetaKeyByIndex =
      function("llama_model_meta_key_by_index", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG);

  // int32_t llama_model_meta_val_str_by_index(const struct llama_model * model, int32_t i, char *
  //     buf, size_t buf_size);
  public final MethodHandle modelMetaValStrByIndex =
      function(
          "llama_model_meta_val_str_by_index", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG);

  // const char * llama_model_chat_template(const struct llama_model * model, const char * name);
  public final MethodHandle modelChatTemplate =
      function("llama_model_chat_template", ADDRESS, ADDRESS, ADDRESS);

  // ---- Vocabulary

  // int32_t llama_vocab_n_tokens(const struct llama_vocab * vocab);
  public final MethodHandle vocabNTokens = function("llama_vocab_n_tokens", JAVA_INT, ADDRESS);

  // bool llama_vocab_is_eog(const struct llama_vocab * vocab, llama_token token);
  public final MethodHandle vocabIsEog =
      function("llama_vocab_is_eog", JAVA_BOOLEAN, ADDRESS, JAVA_INT);

  // enum llama_token_attr llama_vocab_get_attr(const struct llama_vocab * vocab, llama_token
  //     token);
  public final MethodHandle vocabGetAttr =
      function("llama_vocab_get_attr", JAVA_INT, ADDRESS, JAVA_INT);

  // const char * llama_vocab_get_text(const struct llama_vocab * vocab, llama_token token);
  public final MethodHandle vocabGetText =
      function("llama_vocab_get_text", ADDRESS, ADDRESS, JAVA_INT);

  // llama_token llama_vocab_bos(const struct llama_vocab * vocab);
  public final MethodHandle vocabBos = function("llama_vocab_bos", JAVA_INT, ADDRESS);

  // llama_token llama_vocab_eos(const struct llama_vocab * vocab);
  public final MethodHandle vocabEos = function("llama_vocab_eos", JAVA_INT, ADDRESS);

  // bool llama_vocab_get_add_bos(const struct llama_vocab * vocab);
  public final MethodHandle vocabGetAddBos =
      function("llama_vocab_get_add_bos", JAVA_BOOLEAN, ADDRESS);

  // int32_t llama_tokenize(const struct llama_vocab * vocab, const char * text, int32_t text_len,
  //     llama_token * tokens, int32_t n_tokens_max, bool add_special, bool parse_special);
  public final MethodHandle tokenize =
      function(
          "llama_tokenize",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_BOOLEAN,
          JAVA_BOOLEAN);

  // int32_t llama_token_to_piece(const struct llama_vocab * vocab, llama_token token, char * buf,
  //     int32_t length, int32_t lstrip, bool special);
  public final MethodHandle tokenToPiece =
      function(
          "llama_token_to_piece",
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_INT,
          JAVA_BOOLEAN);

  // int32_t llama_detokenize(const struct llama_vocab * vocab, const llama_token * tokens, int32_t
  //     n_tokens, char * text, int32_t text_len_max, bool remove_special, bool unparse_special);
  public final MethodHandle detokenize =
      function(
          "llama_detokenize",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_BOOLEAN,
          JAVA_BOOLEAN);

  // ---- Context

  // struct llama_context_params llama_context_default_params(void);
  public final MethodHandle contextDefaultParams =
      function("llama_context_default_params", CONTEXT_PARAMS);

  // struct llama_context * llama_init_from_model(struct llama_model * model, struct
  //     llama_context_params params);
  public final MethodHandle initFromModel =
      function("llama_init_from_model", ADDRESS, ADDRESS, CONTEXT_PARAMS);

  // void llama_free(struct llama_context * ctx);
  public final MethodHandle contextFree = procedure("llama_free", ADDRESS);

  // uint32_t llama_n_ctx(const struct llama_context * ctx);
  public final MethodHandle nCtx = function("llama_n_ctx", JAVA_INT, ADDRESS);

  // uint32_t llama_n_ctx_seq(const struct llama_context * ctx);
  public final MethodHandle nCtxSeq = function("llama_n_ctx_seq", JAVA_INT, ADDRESS);

  // uint32_t llama_n_batch(const struct llama_context * ctx);
  public final MethodHandle nBatch = function("llama_n_batch", JAVA_INT, ADDRESS);

  // uint32_t llama_n_ubatch(const struct llama_context * ctx);
  public final MethodHandle nUbatch = function("llama_n_ubatch", JAVA_INT, ADDRESS);

  // uint32_t llama_n_seq_max(const struct llama_context * ctx);
  public final MethodHandle nSeqMax = function("llama_n_seq_max", JAVA_INT, ADDRESS);

  // void llama_set_n_threads(struct llama_context * ctx, int32_t n_threads, int32_t
  //     n_threads_batch);
  public final MethodHandle setNThreads =
      procedure("llama_set_n_threads", ADDRESS, JAVA_INT, JAVA_INT);

  // void llama_set_abort_callback(struct llama_context * ctx, ggml_abort_callback abort_callback,
  //     void * abort_callback_data);
  public final MethodHandle setAbortCallback =
      procedure("llama_set_abort_callback", ADDRESS, ADDRESS, ADDRESS);

  // struct llama_batch llama_batch_init(int32_t n_tokens, int32_t embd, int32_t n_seq_max);
  public final MethodHandle batchInit =
      function("llama_batch_init", BATCH, JAVA_INT, JAVA_INT, JAVA_INT);

  // void llama_batch_free(struct llama_batch batch);
  public final MethodHandle batchFree = procedure("llama_batch_free", BATCH);

  // int32_t llama_decode(struct llama_context * ctx, struct llama_batch batch);
  public final MethodHandle decode = function("llama_decode", JAVA_INT, ADDRESS, BATCH);

  // void llama_synchronize(struct llama_context * ctx);
  public final MethodHandle synchronize = procedure("llama_synchronize", ADDRESS);

  // float * llama_get_logits_ith(struct llama_context * ctx, int32_t i);
  public final MethodHandle getLogitsIth =
      function("llama_get_logits_ith", ADDRESS, ADDRESS, JAVA_INT);

  // int32_t llama_set_adapter_cvec(struct llama_context * ctx, const float * data, size_t len,
  //     int32_t n_embd, int32_t il_start, int32_t il_end);
  public final MethodHandle setAdapterCvec =
      function(
          "llama_set_adapter_cvec",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT);

  // struct llama_adapter_lora * llama_adapter_lora_init(struct llama_model * model, const char *
  //     path_lora);
  public final MethodHandle adapterLoraInit =
      function("llama_adapter_lora_init", ADDRESS, ADDRESS, ADDRESS);

  // void llama_adapter_lora_free(struct llama_adapter_lora * adapter);
  public final MethodHandle adapterLoraFree = procedure("llama_adapter_lora_free", ADDRESS);

  // int32_t llama_set_adapters_lora(struct llama_context * ctx, struct llama_adapter_lora **
  //     adapters, size_t n_adapters, float * scales);
  public final MethodHandle setAdaptersLora =
      function("llama_set_adapters_lora", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

  // ---- Memory (the KV cache)

  // llama_memory_t llama_get_memory(const struct llama_context * ctx);
  public final MethodHandle getMemory = function("llama_get_memory", ADDRESS, ADDRESS);

  // void llama_memory_clear(llama_memory_t mem, bool data);
  public final MethodHandle memoryClear = procedure("llama_memory_clear", ADDRESS, JAVA_BOOLEAN);

  // bool llama_memory_seq_rm(llama_memory_t mem, llama_seq_id seq_id, llama_pos p0, llama_pos p1);
  public final MethodHandle memorySeqRm =
      function("llama_memory_seq_rm", JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);

  // void llama_memory_seq_cp(llama_memory_t mem, llama_seq_id seq_id_src, llama_seq_id seq_id_dst,
  //     llama_pos p0, llama_pos p1);
  public final MethodHandle memorySeqCp =
      procedure("llama_memory_seq_cp", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  // llama_pos llama_memory_seq_pos_min(llama_memory_t mem, llama_seq_id seq_id);
  public final MethodHandle memorySeqPosMin =
      function("llama_memory_seq_pos_min", JAVA_INT, ADDRESS, JAVA_INT);

  // llama_pos llama_memory_seq_pos_max(llama_memory_t mem, llama_seq_id seq_id);
  public final MethodHandle memorySeqPosMax =
      function("llama_memory_seq_pos_max", JAVA_INT, ADDRESS, JAVA_INT);

  // size_t llama_state_seq_get_size(struct llama_context * ctx, llama_seq_id seq_id);
  public final MethodHandle stateSeqGetSize =
      function("llama_state_seq_get_size", JAVA_LONG, ADDRESS, JAVA_INT);

  // size_t llama_state_seq_get_data(struct llama_context * ctx, uint8_t * dst, size_t size,
  //     llama_seq_id seq_id);
  public final MethodHandle stateSeqGetData =
      function("llama_state_seq_get_data", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);

  // size_t llama_state_seq_set_data(struct llama_context * ctx, const uint8_t * src, size_t size,
  //     llama_seq_id dest_seq_id);
  public final MethodHandle stateSeqSetData =
      function("llama_state_seq_set_data", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);

  // ---- Samplers

  // struct llama_sampler_chain_params llama_sampler_chain_default_params(void);
  public final MethodHandle samplerChainDefaultParams =
      function("llama_sampler_chain_default_params", SAMPLER_CHAIN_PARAMS);

  // struct llama_sampler * llama_sampler_chain_init(struct llama_sampler_chain_params params);
  public final MethodHandle samplerChainInit =
      function("llama_sampler_chain_init", ADDRESS, SAMPLER_CHAIN_PARAMS);

  // void llama_sampler_chain_add(struct llama_sampler * chain, struct llama_sampler * smpl);
  public final MethodHandle samplerChainAdd =
      procedure("llama_sampler_chain_add", ADDRESS, ADDRESS);

  // struct llama_sampler * llama_sampler_chain_remove(struct llama_sampler * chain, int32_t i);
  public final MethodHandle samplerChainRemove =
      function("llama_sampler_chain_remove", ADDRESS, ADDRESS, JAVA_INT);

  // struct llama_sampler * llama_sampler_init_greedy(void);
  public final MethodHandle samplerInitGreedy = function("llama_sampler_init_greedy", ADDRESS);

  // struct llama_sampler * llama_sampler_init_dist(uint32_t seed);
  public final MethodHandle samplerInitDist =
      function("llama_sampler_init_dist", ADDRESS, JAVA_INT);

  // struct llama_sampler * llama_sampler_init_top_k(int32_t k);
  public final MethodHandle samplerInitTopK =
      function("llama_sampler_init_top_k", ADDRESS, JAVA_INT);

  // struct llama_sampler * llama_sampler_init_top_p(float p, size_t min_keep);
  public final MethodHandle samplerInitTopP =
      function("llama_sampler_init_top_p", ADDRESS, JAVA_FLOAT, JAVA_LONG);

  // struct llama_sampler * llama_sampler_init_min_p(float p, size_t min_keep);
  public final MethodHandle samplerInitMinP =
      function("llama_sampler_init_min_p", ADDRESS, JAVA_FLOAT, JAVA_LONG);

  // struct llama_sampler * llama_sampler_init_temp(float t);
  public final MethodHandle samplerInitTemp =
      function("llama_sampler_init_temp", ADDRESS, JAVA_FLOAT);

  // struct llama_sampler * llama_sampler_init_grammar(const struct llama_vocab * vocab, const char
  //     * grammar_str, const char * grammar_root);
  public final MethodHandle samplerInitGrammar =
      function("llama_sampler_init_grammar", ADDRESS, ADDRESS, ADDRESS, ADDRESS);

  // struct llama_sampler * llama_sampler_init_logit_bias(int32_t n_vocab, int32_t n_logit_bias,
  //     const llama_logit_bias * logit_bias);
  public final MethodHandle samplerInitLogitBias =
      function("llama_sampler_init_logit_bias", ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

  // llama_token llama_sampler_sample(struct llama_sampler * smpl, struct llama_context * ctx,
  //     int32_t idx);
  public final MethodHandle samplerSample =
      function("llama_sampler_sample", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);

  // void llama_sampler_apply(struct llama_sampler * smpl, llama_token_data_array * cur_p);
  public final MethodHandle samplerApply = procedure("llama_sampler_apply", ADDRESS, ADDRESS);

  // void llama_sampler_accept(struct llama_sampler * smpl, llama_token token);
  public final MethodHandle samplerAccept = procedure("llama_sampler_accept", ADDRESS, JAVA_INT);

  // void llama_sampler_reset(struct llama_sampler * smpl);
  public final MethodHandle samplerReset = procedure("llama_sampler_reset", ADDRESS);

  // void llama_sampler_free(struct llama_sampler * smpl);
  public final MethodHandle samplerFree = procedure("llama_sampler_free", ADDRESS);

  Libllama(SymbolLookup lookup) {
    super(lookup);
  }
}
