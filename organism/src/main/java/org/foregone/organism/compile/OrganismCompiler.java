package org.foregone.organism.compile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.foregone.organism.Organism;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismParameters;
import org.foregone.organism.Token;
import org.foregone.tensors.GgufWriter;

/// Writes an organism as a GGUF file of architecture `llama`: 2 layers, float32, about 885 KB, the
/// same bytes
/// for the same parameters and basis.
public final class OrganismCompiler {
  private static final int CONTEXT = 2048;

  /// RMSNorm with these does nothing: x 1000 / sqrt(mean(x^2) + 1e6) = x (1 - 5e-7 mean(x^2)).
  private static final float NORM_WEIGHT = 1000;

  private static final float NORM_EPSILON = 1e6f;

  /// The seed of the basis that files are written in unless asked otherwise.
  public static final long DEFAULT_BASIS = 20260625;

  private OrganismCompiler() {}

  /// Writes the organism in the default rotated basis: every feature is spread over all dimensions,
  /// as a
  /// trained model's would be.
  ///
  /// @throws org.foregone.tensors.GgufException when the file cannot be written
  public static void write(OrganismParameters parameters, Path target) {
    write(parameters, Matrix.orthogonal(Dimension.WIDTH, DEFAULT_BASIS), target);
  }

  /// Writes the organism in a basis rotated with this seed.
  public static void write(OrganismParameters parameters, long basis, Path target) {
    write(parameters, Matrix.orthogonal(Dimension.WIDTH, basis), target);
  }

  /// Writes the organism in the plain basis, one feature a dimension: for looking inside.
  public static void writePlain(OrganismParameters parameters, Path target) {
    write(parameters, Matrix.identity(Dimension.WIDTH), target);
  }

  private static void write(OrganismParameters p, Matrix basis, Path target) {
    OrganismLanguage language = OrganismLanguage.get();
    GgufWriter out = new GgufWriter();
    out.text("general.architecture", "llama")
        .text("general.name", "organism-" + p.name())
        .text("general.type", "model")
        .u32("general.file_type", 0)
        .text(Organism.PARAMETERS_KEY, p.json());
    shape(out, language);
    tokenizer(out, language);
    matrix(out, "token_embd.weight", Embedding.of(p, language).times(basis));
    norm(out, "output_norm.weight");
    matrix(out, "output.weight", OutputRows.of(p, language).times(basis));
    block(out, 0, Attention.regions(), FeedForward.nothing(), basis);
    block(out, 1, Attention.features(p), FeedForward.products(p), basis);
    out.write(target);
  }

  private static void shape(GgufWriter out, OrganismLanguage language) {
    out.u32("llama.vocab_size", language.size())
        .u32("llama.context_length", CONTEXT)
        .u32("llama.embedding_length", Dimension.WIDTH)
        .u32("llama.block_count", 2)
        .u32("llama.feed_forward_length", FeedForward.UNITS)
        .u32("llama.attention.head_count", Attention.HEADS)
        .u32("llama.attention.head_count_kv", 1)
        .u32("llama.attention.key_length", Attention.HEAD)
        .u32("llama.attention.value_length", Attention.HEAD)
        .f32("llama.attention.layer_norm_rms_epsilon", NORM_EPSILON)
        .u32("llama.rope.dimension_count", Attention.HEAD)
        // So large a base leaves only the first pair turning.
        .f32("llama.rope.freq_base", 1e30f)
        .text("llama.rope.scaling.type", "linear")
        .f32("llama.rope.scaling.factor", Attention.TURN);
  }

  private static void tokenizer(GgufWriter out, OrganismLanguage language) {
    List<Token> tokens = language.tokens();
    int end = language.phrases().end();
    out.text("tokenizer.ggml.model", "gpt2")
        .text("tokenizer.ggml.pre", "llama-bpe")
        .texts("tokenizer.ggml.tokens", tokens.stream().map(OrganismCompiler::stored).toList())
        .i32s("tokenizer.ggml.token_type", tokens.stream().mapToInt(t -> t.kind().type()).toArray())
        // No merges: a word is one token or falls to its bytes.
        .texts("tokenizer.ggml.merges", List.of())
        .u32("tokenizer.ggml.bos_token_id", end)
        .u32("tokenizer.ggml.eos_token_id", end)
        .u32("tokenizer.ggml.padding_token_id", end)
        .flag("tokenizer.ggml.add_bos_token", false)
        .flag("tokenizer.ggml.add_eos_token", false)
        .text("tokenizer.chat_template", OrganismLanguage.CHAT_TEMPLATE);
  }

  /// How the file spells a token: bytes and words with GPT-2's visible stand-ins for bytes, phrases
  /// as they
  /// are.
  static String stored(Token token) {
    if (token.kind() != Token.Kind.BYTE_OR_WORD) {
      return token.text();
    }
    byte[] bytes =
        token.id() < 256
            ? new byte[] {(byte) token.id()}
            : token.text().getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(standIn(b & 0xFF));
    }
    return out.toString();
  }

  /// GPT-2's bytes_to_unicode: printable bytes stand for themselves, the others follow from U+0100
  /// on.
  private static char standIn(int b) {
    int shift = 0;
    for (int other = 0; other < b; other++) {
      shift += printable(other) ? 0 : 1;
    }
    return (char) (printable(b) ? b : 0x100 + shift);
  }

  private static boolean printable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
  }

  private static void block(
      GgufWriter out, int layer, Attention attention, FeedForward feedForward, Matrix basis) {
    String at = "blk." + layer + ".";
    int heads = Attention.HEADS * Attention.HEAD;
    Matrix back = basis.transposed();
    norm(out, at + "attn_norm.weight");
    matrix(out, at + "attn_q.weight", new Matrix(heads, Dimension.WIDTH));
    vector(out, at + "attn_q.bias", attention.queryBias());
    matrix(out, at + "attn_k.weight", attention.key().times(basis));
    vector(out, at + "attn_k.bias", attention.keyBias());
    matrix(out, at + "attn_v.weight", attention.value().times(basis));
    matrix(out, at + "attn_output.weight", back.times(attention.output()));
    norm(out, at + "ffn_norm.weight");
    matrix(out, at + "ffn_gate.weight", feedForward.gate().times(basis));
    matrix(out, at + "ffn_up.weight", feedForward.up().times(basis));
    matrix(out, at + "ffn_down.weight", back.times(feedForward.down()));
  }

  private static void matrix(GgufWriter out, String name, Matrix m) {
    out.tensor(name, m.floats(), m.rows()[0].length, m.rows().length);
  }

  private static void vector(GgufWriter out, String name, double[] values) {
    out.tensor(name, new Matrix(new double[][] {values}).floats(), values.length);
  }

  private static void norm(GgufWriter out, String name) {
    float[] weights = new float[Dimension.WIDTH];
    Arrays.fill(weights, NORM_WEIGHT);
    out.tensor(name, weights, Dimension.WIDTH);
  }
}
