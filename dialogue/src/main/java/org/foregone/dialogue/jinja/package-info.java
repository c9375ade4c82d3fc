/// The part of Jinja that Hugging Face chat templates are written in, rendered as jinja2's
/// immutable sandbox does: lexer, parser, syntax tree, Python's values and printing, interpreter.
/// Knows nothing of models or messages; no value is ever reached by reflection.
@NullMarked
package org.foregone.dialogue.jinja;

import org.jspecify.annotations.NullMarked;
