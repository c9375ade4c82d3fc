/// Training and measuring the judges on human labels. Nothing here runs during a study.
@NullMarked
package org.foregone.judging.training;

import org.jspecify.annotations.NullMarked;
