// What the provers are not told of C's 32-bit words. Nothing here is about the kernel.
#pragma once

#include <stdint.h>

/*@
  // Bit i of a word, counted from the top, as the kernel's sets count.
  predicate word_has(integer word, integer i) = (word & (1 << (31 - i))) != 0;

  axiomatic words {
    // Conversion to unsigned, one lap above and below.
    axiom word_wraps_below: \forall integer x; -0x100000000 <= x < 0 ==>
      (uint32_t)x == x + 0x100000000;
    axiom word_wraps_above: \forall integer x; 0x100000000 <= x < 0x200000000 ==>
      (uint32_t)x == x - 0x100000000;

    axiom word_is_zero: \forall uint32_t word;
      (\forall integer i; 0 <= i < 32 ==> !word_has(word, i)) ==> word == 0;
    axiom word_is_full: \forall integer i; 0 <= i < 32 ==> word_has(0xFFFFFFFF, i);
    axiom word_low_bits: \forall uint32_t word; (word & 0x3FF) == word % 0x400;
  }
*/
