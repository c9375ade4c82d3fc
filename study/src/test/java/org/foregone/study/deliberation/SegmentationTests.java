package org.foregone.study.deliberation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.foregone.dialogue.Span;
import org.junit.jupiter.api.Test;

final class SegmentationTests {
  private static List<String> split(int pack, String... pieces) {
    return texts(pack, PieceVocabulary.of(pieces));
  }

  private static List<String> texts(int pack, PieceVocabulary thought) {
    List<String> texts = new ArrayList<>();
    for (Span span : spans(pack, thought)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      thought.pieces().subList(span.start(), span.end()).forEach(bytes::writeBytes);
      texts.add(bytes.toString(UTF_8));
    }
    return texts;
  }

  private static List<Span> spans(int pack, PieceVocabulary thought) {
    return new Segmentation(pack).of(thought.tokens(), new Span(0, thought.size()), thought);
  }

  @Test
  void aWordsTokenKeepsTheSpaceBeforeIt() {
    assertThat(split(0, "\n", "I", " refuse", ".", " But", " why", "?", " ", "No", "."))
        .containsExactly("\nI refuse.", " But why? ", "No.");
  }

  @Test
  void sentencesEndAtMarksLinesAndParagraphs() {
    assertThat(split(0, "Okay", ".\n\n", "First", "\n", "- one", "\n", "- two", ".\" ", "Go", "!"))
        .containsExactly("Okay.\n\n", "First\n", "- one\n", "- two.\" ", "Go!");
    assertThat(split(0, "3", ".", "14", " is", " pi", "\n", "1", ".", " it", "\n", "2. that"))
        .containsExactly("3.14 is pi\n", "1. it\n", "2. that");
    assertThat(split(0, "这是", "一个", "句子", "。", "另一个", "！", " end"))
        .containsExactly("这是一个句子。", "另一个！", " end");
  }

  @Test
  void aBoundaryInsideATokenFallsBehindIt() {
    assertThat(split(0, "Yes", ". No", "! Well")).containsExactly("Yes. No", "! Well");
    assertThat(split(0, "A.", "\nB. C.\nD", " e")).containsExactly("A.", "\nB. C.\nD", " e");
  }

  @Test
  void sentencesArePackedWhileTheyFit() {
    String[] pieces = {"Ab cd.", " Ef gh.", " Ij kl."};
    assertThat(split(13, pieces)).containsExactly("Ab cd. Ef gh.", " Ij kl.");
    assertThat(split(12, pieces)).containsExactly("Ab cd.", " Ef gh.", " Ij kl.");
    assertThat(split(200, pieces)).hasSize(1);
    assertThat(split(5, pieces)).hasSize(3);
    // characters, not bytes
    assertThat(split(11, "😀😀😀😀.", " 😀😀😀😀.", " x"))
        .containsExactly("😀😀😀😀. 😀😀😀😀.", " x");
  }

  @Test
  void whiteSpaceAloneIsNoSentence() {
    assertThat(split(0, "\n", "\n", " ")).containsExactly("\n\n ");
    assertThat(split(0, "A.", "\n", "\n")).containsExactly("A.\n\n");
    assertThat(split(0)).isEmpty();
  }

  /// Whatever the tokens are, the segments are the thought, and none begins inside a character.
  @Test
  void segmentsTileTheThought() {
    Random random = new Random(11);
    String[] parts = {
      "I", " refuse", ".", "! ", "?\n", "\n\n", " ", "😀", "é", "句", "。", "！", "1. ", "\"", "…",
      "\t", "🏳️‍🌈", "a.b", "\u00a0", ".", "\uFFFD"
    };
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(40), 0, parts.length).forEach(i -> text.append(parts[i]));
      PieceVocabulary thought =
          PieceVocabulary.random(text.toString(), 1 + random.nextInt(6), random);
      if (random.nextInt(5) == 0) {
        List<byte[]> broken = new ArrayList<>(thought.pieces());
        broken.add(random.nextInt(broken.size() + 1), new byte[] {(byte) random.nextInt(256)});
        thought = new PieceVocabulary(broken);
      }
      int pack = random.nextInt(3) * 10;
      List<Span> spans = spans(pack, thought);
      int at = 0;
      for (Span span : spans) {
        assertThat(span.start()).as("%s", text).isEqualTo(at);
        assertThat(span.isEmpty()).isFalse();
        byte first = thought.pieces().get(span.start())[0];
        assertThat(span.start() > 0 && (first & 0xC0) == 0x80).as("inside a character").isFalse();
        at = span.end();
      }
      assertThat(at).isEqualTo(thought.size());
      assertThat(spans(pack, thought)).isEqualTo(spans);
    }
  }

  /// The thought need not begin at the first token, and what stands around it changes nothing.
  @Test
  void countsTokensFromTheThoughtsFirst() {
    PieceVocabulary all = PieceVocabulary.of("<think>", "A.", " B.", "</think>", " C.");
    assertThat(new Segmentation(0).of(all.tokens(), new Span(1, 3), all))
        .containsExactly(new Span(0, 1), new Span(1, 2));
  }
}
