package org.foregone.inference;

/// A place in a model where every token has a hidden state.
public sealed interface Site {

  /// The token's embedding, before the first block.
  record Embedding() implements Site {
    @Override
    public String name() {
      return "embd";
    }
  }

  /// The output of a block, before the final norm.
  ///
  /// @param index counted from 0
  record Block(int index) implements Site {
    public Block {
      if (index < 0) {
        throw new IllegalArgumentException("blocks are counted from 0, there is no block " + index);
      }
    }

    @Override
    public String name() {
      return "block." + index;
    }
  }

  /// The last block's output after the final norm: what the logits are made from.
  record FinalNorm() implements Site {
    @Override
    public String name() {
      return "final_norm";
    }
  }

  /// The name that its tensors have in files: `embd`, `block.3`, `final_norm`.
  String name();

  /// A site as transformers counts `hidden_states`.
  ///
  /// @param layer 0 is the embedding, k the state after k blocks, and `blocks` the state after all
  ///     of them and the final norm
  /// @param blocks how many the model has
  /// @throws IllegalArgumentException when there is no such layer
  static Site of(int layer, int blocks) {
    if (layer < 0 || layer > blocks) {
      throw new IllegalArgumentException(
          "layer %d: this model has layers 0 (embedding) to %d (after the final norm)"
              .formatted(layer, blocks));
    }
    return layer == 0 ? new Embedding() : layer < blocks ? new Block(layer - 1) : new FinalNorm();
  }
}
