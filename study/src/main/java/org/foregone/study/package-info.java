/// The words every part of a study shares: intent, and the errors people read. How prompts,
/// configuration, store and experiments work lives in the packages below.
@NullMarked
package org.foregone.study;

import org.jspecify.annotations.NullMarked;
