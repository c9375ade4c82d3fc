/// When is the outcome locked? Thoughts cut at shares of their tokens, answers from every cut, and
/// what stopping there would save. No sampling of its own: `branching` does it.
@NullMarked
package org.foregone.study.lockin;

import org.jspecify.annotations.NullMarked;
