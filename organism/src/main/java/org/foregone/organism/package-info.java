/// Compiled model organisms: tiny GGUF models whose weights are written by hand, so that when and
/// how they decide to refuse is known in closed form for every prefix. Here live the parameters,
/// the language (vocabulary, grammar slots, prompts) and the way from a file to its truth. The
/// weights are written in `compile`, the closed forms in `truth`; neither of the two sees the
/// other.
@NullMarked
package org.foregone.organism;

import org.jspecify.annotations.NullMarked;
