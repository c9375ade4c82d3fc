package org.foregone.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.foregone.llama.LlamaContext.Decoded;
import org.foregone.llama.internal.Callbacks;
import org.foregone.llama.internal.Libggml;
import org.foregone.llama.internal.Native;
import org.jspecify.annotations.Nullable;

/// Reads and changes hidden states while a batch is computed: ask for rows of the batch, then
/// [LlamaContext#decode]. Everything asked for is done in that decode and then forgotten. A change
/// comes before a reading of the same block, so what is read is what the next block gets.
///
/// A row is the one that [Batch#add] returned. A batch must be of one sequence, or have one token
/// for each of several sequences in ascending order: in these forms the library computes rows in
/// the batch's order. The last block and the final norm exist only for rows added with `output`.
///
/// States are copied within the library's callback, between two nodes of the graph; each kind of
/// node asked for cuts the graph once more, so ask for few. The thread that decodes uses the tap.
public final class StateTap {
  private static final byte[] EMBEDDING = ascii("embd");
  private static final byte[] SCALED_EMBEDDING = ascii("inp_scaled");
  private static final byte[] BLOCK = ascii("l_out-");
  private static final byte[] FINAL_NORM = ascii("result_norm");

  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final Arena arena = Arena.ofShared();
  private final Libggml ggml;
  private final String architecture;
  private final int layers;
  private final int width;
  private final int ubatchTokens;
  private final MemorySegment callback;
  private final StateRows[] nodes; // embedding, blocks, final norm

  private @Nullable MemorySegment scratch;
  private long nameOffset = -1;
  private boolean asked;
  private boolean skipLogits;

  // Of the decode in progress.
  private boolean active;
  private int stopNode;
  private int[] outputsBefore = new int[1];
  private int ubatchStart;
  private int ubatchSize;
  private @Nullable RuntimeException failure;

  StateTap(LlamaModel model, int ubatchTokens) {
    this.ggml = model.library().ggml();
    this.architecture = model.architecture();
    this.layers = model.layers();
    this.width = model.width();
    this.ubatchTokens = ubatchTokens;
    this.nodes = new StateRows[layers + 2];
    for (int node = 0; node < nodes.length; node++) {
      nodes[node] = new StateRows(width);
    }
    this.callback = Callbacks.eval(this::at, arena);
  }

  /// Copies the token embedding of a row into `target`, from `offset` on.
  public void readEmbedding(int row, float[] target, int offset) {
    read(0, row, target, offset);
  }

  /// Copies the output of a block, before the final norm.
  ///
  /// @param block `0 .. layers - 1`
  public void readBlock(int block, int row, float[] target, int offset) {
    read(blockNode(block), row, target, offset);
  }

  /// Copies the state after the final norm.
  public void readFinalNorm(int row, float[] target, int offset) {
    read(layers + 1, row, target, offset);
  }

  /// Adds a vector to the output of a block.
  public void addToBlock(int block, int row, float[] vector) {
    edit(block, row, vector, false);
  }

  /// Puts a vector in the place of the output of a block.
  public void replaceBlock(int block, int row, float[] vector) {
    edit(block, row, vector, true);
  }

  /// Ends the next decode behind the final norm: the cache is as ever, but there are no logits.
  public void skipLogits() {
    skipLogits = true;
    asked = true;
  }

  private void read(int node, int row, float[] target, int offset) {
    if (offset < 0 || offset + width > target.length) {
      throw new IllegalArgumentException(
          "%d numbers from %d on do not fit an array of %d"
              .formatted(width, offset, target.length));
    }
    nodes[node].read(row, target, offset);
    asked = true;
  }

  private void edit(int block, int row, float[] vector, boolean replace) {
    if (vector.length != width) {
      throw new IllegalArgumentException(
          "a hidden state has %d numbers, not %d".formatted(width, vector.length));
    }
    nodes[blockNode(block)].edit(row, vector, replace);
    asked = true;
  }

  private int blockNode(int block) {
    if (block < 0 || block >= layers) {
      throw new IllegalArgumentException("block %d is not in 0..%d".formatted(block, layers - 1));
    }
    return block + 1;
  }

  boolean idle() {
    return !asked;
  }

  boolean skipsLogits() {
    return skipLogits;
  }

  MemorySegment callback() {
    return callback;
  }

  /// Runs a decode with what was asked for, then forgets it.
  ///
  /// @throws LlamaException when a node did not come, or not in the form expected
  Decoded during(Batch batch, Supplier<Decoded> decode) {
    try {
      prepare(batch);
      active = true;
      Decoded result = decode.get();
      if (result == Decoded.DONE) {
        checkDone();
      }
      return result;
    } finally {
      active = false;
      asked = false;
      skipLogits = false;
      for (StateRows rows : nodes) {
        rows.clear();
      }
    }
  }

  private void prepare(Batch batch) {
    if (outputsBefore.length <= batch.size()) {
      outputsBefore = new int[batch.capacity() + 1];
    }
    boolean oneSequence = true;
    boolean ascending = true;
    for (int row = 0; row < batch.size(); row++) {
      outputsBefore[row + 1] = outputsBefore[row] + (batch.output(row) ? 1 : 0);
      oneSequence &= batch.sequence(row) == batch.sequence(0);
      ascending &= row == 0 || batch.sequence(row) > batch.sequence(row - 1);
    }
    if (!oneSequence && !ascending) {
      throw new IllegalArgumentException(
          "hidden states need a batch of one sequence, or of one token a sequence in ascending order");
    }
    for (int node = 0; node < nodes.length; node++) {
      nodes[node].check(batch, node >= layers);
    }
    ubatchStart = 0;
    ubatchSize = 0;
    failure = null;
    boolean stops = skipLogits && outputsBefore[batch.size()] > 0;
    stopNode = !stops ? -1 : nodes[layers + 1].wanted() ? layers + 1 : layers;
  }

  private void checkDone() {
    if (failure != null) {
      throw failure;
    }
    for (int node = 0; node < nodes.length; node++) {
      if (!nodes[node].done()) {
        throw new LlamaException(
            "the graph of the architecture %s has no node `%s` for the rows asked, so its hidden states cannot be had there"
                .formatted(architecture, name(node)));
      }
    }
  }

  private String name(int node) {
    return node == 0 ? "embd" : node <= layers ? "l_out-" + (node - 1) : "result_norm";
  }

  /// The library's question and report, once or twice for every node of the graph.
  private boolean at(long tensor, boolean ask) {
    if (!active) {
      return !ask;
    }
    try {
      long name = tensor + nameOffset(tensor);
      boolean rescaled = is(name, SCALED_EMBEDDING);
      int node = rescaled ? 0 : node(name);
      if (!ask) {
        transfer(node, tensor, !rescaled);
        return node != stopNode;
      }
      if (node == 0 && !rescaled) { // the first node of each part of the batch
        ubatchStart += ubatchSize;
        ubatchSize = Math.toIntExact(rows(tensor));
      }
      return node >= 0 && (nodes[node].wanted() || node == stopNode);
    } catch (RuntimeException e) {
      failure = failure == null ? e : failure;
      return !ask;
    }
  }

  /// Where the name is in a tensor, learnt from the library: it is read there for every node.
  private long nameOffset(long tensor) {
    if (nameOffset < 0) {
      nameOffset = Native.get(() -> (long) ggml.getName.invokeExact(tensor)) - tensor;
    }
    return nameOffset;
  }

  /// The node that a name means, -1 for all others.
  private int node(long name) {
    return switch (MEMORY.get(JAVA_BYTE, name)) {
      case 'e' -> is(name, EMBEDDING) ? 0 : -1;
      case 'r' -> is(name, FINAL_NORM) ? layers + 1 : -1;
      case 'l' -> startsWith(name, BLOCK) ? blockNodeOf(name + BLOCK.length) : -1;
      default -> -1;
    };
  }

  private int blockNodeOf(long digits) {
    int block = 0;
    for (long at = digits; ; at++) {
      byte digit = MEMORY.get(JAVA_BYTE, at);
      if (digit == 0) {
        return at > digits && block < layers ? block + 1 : -1;
      }
      if (digit < '0' || digit > '9' || block > layers) {
        return -1;
      }
      block = 10 * block + digit - '0';
    }
  }

  private static boolean is(long name, byte[] text) {
    return startsWith(name, text) && MEMORY.get(JAVA_BYTE, name + text.length) == 0;
  }

  private static boolean startsWith(long name, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (MEMORY.get(JAVA_BYTE, name + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  /// Copies and changes the rows of a node that has just been computed.
  ///
  /// @param counts whether this is the first of the nodes that have these rows
  private void transfer(int node, long tensor, boolean counts) {
    StateRows asked = nodes[node];
    long rows = rows(tensor);
    long bytes = Native.get(() -> (long) ggml.nbytes.invokeExact(tensor));
    int end = ubatchStart + ubatchSize;
    boolean outputsOnly = rows != ubatchSize;
    if (bytes != rows * width * 4 || (outputsOnly && rows != outputs(ubatchStart, end))) {
      throw new LlamaException(
          "node `%s` of the architecture %s has %,d rows and %,d bytes where %,d rows of %,d floats were expected"
              .formatted(name(node), architecture, rows, bytes, ubatchSize, width));
    }
    StateRows.Range range = asked.within(ubatchStart, end, row -> place(row, outputsOnly));
    if (range.isEmpty()) {
      return;
    }
    MemorySegment copy = scratch().asSlice(0, 4L * width * range.size());
    long offset = 4L * width * range.first();
    long size = copy.byteSize();
    Native.run(
        () -> {
          ggml.backendTensorGet.invokeExact(tensor, copy, offset, size);
        });
    if (asked.applyEdits(copy, range)) {
      Native.run(
          () -> {
            ggml.backendTensorSet.invokeExact(tensor, copy, offset, size);
          });
    }
    asked.copyOut(copy, range, counts);
  }

  /// Where a row of the batch is in a node of the current part of it.
  private int place(int row, boolean outputsOnly) {
    return outputsOnly ? outputs(ubatchStart, row) : row - ubatchStart;
  }

  private int outputs(int from, int to) {
    return outputsBefore[to] - outputsBefore[from];
  }

  private long rows(long tensor) {
    return Native.get(() -> (long) ggml.nrows.invokeExact(tensor));
  }

  private MemorySegment scratch() {
    if (scratch == null) {
      scratch = arena.allocate(JAVA_FLOAT, (long) ubatchTokens * width);
    }
    return scratch;
  }

  void close() {
    arena.close();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
