// Marks: names for places in a task's code, by which `bh bench` finds them. A mark
// costs no instruction: it is the address of whatever comes next.
#pragma once

#define MARK(name) __asm__ volatile(".global bench_" #name "\nbench_" #name ":" ::: "memory")
