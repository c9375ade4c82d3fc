/// What a person can choose about a study: keys, layers, checks. Files are named here, not read.
@NullMarked
package org.foregone.study.config;

import org.jspecify.annotations.NullMarked;
