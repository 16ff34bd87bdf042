// What the provers are not told of C's words. Nothing here is about the kernel, and
// nothing is taken on trust: test/proof/facts.smt2 has the same facts, of bit vectors, where
// they can be decided.
#pragma once

#include <stdint.h>

/*@
  axiomatic words {
    // Conversion to unsigned, one lap above and below.
    axiom word_wraps_below: \forall integer x; -0x100000000 <= x < 0 ==>
      (uint32_t)x == x + 0x100000000;
    axiom word_wraps_above: \forall integer x; 0x100000000 <= x < 0x200000000 ==>
      (uint32_t)x == x - 0x100000000;

    axiom word_low_bits: \forall uint32_t word; (word & 0x3FF) == word % 0x400;
    axiom word_low_half: \forall uint32_t word; (word & 0xFFFF) == word % 0x10000;
    axiom word_shifts: \forall uint32_t word; (word >> 10) == word / 0x400;
    axiom byte_sign: \forall integer byte; 0x80 <= byte < 0x100 ==> (int8_t)byte == byte - 0x100;
    axiom byte_top: \forall integer byte; 0 <= byte < 0x100 ==>
      ((byte & 0x80) != 0 <==> byte >= 0x80);
    axiom byte_with_top: \forall integer byte; 0 <= byte < 0x100 ==> 0x80 <= (byte | 0x80) < 0x100;
    axiom word_high_half: \forall uint64_t word; (word >> 32) == word / 0x100000000;
    axiom word_differs: \forall uint64_t a, b; (uint64_t)(a ^ b) == 0 ==> a == b;
    axiom word_joins: \forall uint32_t high, low; high < 64 && low < 0x400 ==>
      (low | (uint16_t)(high << 10)) == high * 0x400 + low;
  }

  axiomatic bits {
    // Bit i of a word, counted from the top, as the kernel's sets count, and the first of
    // them, as the processor's instruction finds it.
    predicate word_has(integer word, integer i);
    logic integer word_first(integer word);
  }
*/

// Only for those who ask (goals.toml, bits): the others' provers would get lost in them.
#ifdef PROOF_BITS
/*@
  axiomatic facts_of_bits {
    axiom word_first_is: \forall uint32_t word; word != 0 ==>
      0 <= word_first(word) < 32 && word_has(word, word_first(word)) &&
      \forall integer i; 0 <= i < word_first(word) ==> !word_has(word, i);
    axiom word_zero: \forall integer i; 0 <= i < 32 ==> !word_has(0, i);
    axiom word_bit: \forall integer i, j; 0 <= i < 32 && 0 <= j < 32 ==>
      (word_has(0x80000000 >> i, j) <==> i == j);
    axiom word_from: \forall integer i, j; 0 <= i < 32 && 0 <= j < 32 ==>
      (word_has(0xFFFFFFFF >> i, j) <==> i <= j);
    axiom word_and: \forall uint32_t a, b, integer i; 0 <= i < 32 ==>
      (word_has(a & b, i) <==> word_has(a, i) && word_has(b, i));
    axiom word_or: \forall uint32_t a, b, integer i; 0 <= i < 32 ==>
      (word_has(a | b, i) <==> word_has(a, i) || word_has(b, i));
    axiom word_not: \forall uint32_t a, integer i; 0 <= i < 32 ==>
      (word_has((uint32_t)~a, i) <==> !word_has(a, i));
    axiom word_and_is_word: \forall uint32_t a, b; 0 <= (a & b) <= a;
    axiom word_or_is_word: \forall uint32_t a, b; a <= (a | b) <= 0xFFFFFFFF;
  }
*/
#endif
