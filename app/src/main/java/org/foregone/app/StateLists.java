package org.foregone.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.inference.Site;

/// The lists that `foregone states` takes: layers and positions, in words or numbers.
final class StateLists {
  private static final String BLOCK = "block.";

  private StateLists() {}

  /// @param list `all`, or layers as transformers counts them and tensor names, comma-separated
  /// @param blocks how many the model has
  /// @param problems gets one for each item that is no layer
  /// @return the sites, each once, in the model's order
  static List<Site> layers(String list, int blocks, List<Problem> problems) {
    if (list.equals("all")) {
      return Stream.of(
              Stream.of(new Site.Embedding()),
              IntStream.range(0, blocks).mapToObj(Site.Block::new),
              Stream.of(new Site.FinalNorm()))
          .flatMap(sites -> sites)
          .map(Site.class::cast)
          .toList();
    }
    List<Site> sites = new ArrayList<>();
    for (String item : items(list)) {
      layer(item, blocks)
          .ifPresentOrElse(
              sites::add,
              () ->
                  problems.add(
                      Problem.of(
                          ErrorCode.BAD_VALUE,
                          "--layers: `%s` is not a layer of this model".formatted(item),
                          "all, or a list of 0 to %d (as transformers counts hidden_states) and embd, block.0 to block.%d, final_norm"
                              .formatted(blocks, blocks - 1))));
    }
    return sites.stream().distinct().sorted(Comparator.comparingInt(s -> order(s))).toList();
  }

  private static Optional<Site> layer(String item, int blocks) {
    if (item.equals(new Site.Embedding().name())) {
      return Optional.of(new Site.Embedding());
    }
    if (item.equals(new Site.FinalNorm().name())) {
      return Optional.of(new Site.FinalNorm());
    }
    if (item.startsWith(BLOCK)) {
      int block = number(item.substring(BLOCK.length()));
      return block >= 0 && block < blocks ? Optional.of(new Site.Block(block)) : Optional.empty();
    }
    int layer = number(item);
    return layer >= 0 && layer <= blocks ? Optional.of(Site.of(layer, blocks)) : Optional.empty();
  }

  private static int order(Site site) {
    return switch (site) {
      case Site.Embedding() -> -1;
      case Site.Block(int index) -> index;
      case Site.FinalNorm() -> Integer.MAX_VALUE;
    };
  }

  /// @param list `all`, or positions counted from 0 and `last`, comma-separated
  /// @param length tokens of the sequence
  /// @param problems gets one for each item that is no position
  /// @return the positions, each once, ascending
  static int[] positions(String list, int length, List<Problem> problems) {
    if (list.equals("all")) {
      return IntStream.range(0, length).toArray();
    }
    TreeSet<Integer> positions = new TreeSet<>();
    for (String item : items(list)) {
      int position = item.equals("last") ? length - 1 : number(item);
      if (position < 0 || position >= length) {
        problems.add(
            Problem.of(
                ErrorCode.BAD_VALUE,
                "--positions: `%s` is not a position of the %,d tokens".formatted(item, length),
                "all, last, or a list of 0 to %d".formatted(length - 1)));
      } else {
        positions.add(position);
      }
    }
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<String> items(String list) {
    return Stream.of(list.split(",", -1)).map(String::strip).toList();
  }

  /// A whole number, -1 for what is none.
  private static int number(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
  }
}
