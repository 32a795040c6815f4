/// Who handed how much mail to other servers, where to, and what they said to it: sums for each hour. They are
/// statistics: a crash loses the last minute.
@NullMarked
package org.sekisho.activity;

import org.jspecify.annotations.NullMarked;
