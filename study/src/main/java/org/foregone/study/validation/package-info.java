/// Do the estimators tell the truth? Studies of organisms, whose truth is known, of fresh prompts
/// and many times over. It measures the instrument, never a model of somebody's.
@NullMarked
package org.foregone.study.validation;

import org.jspecify.annotations.NullMarked;
