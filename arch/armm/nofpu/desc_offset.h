// Where struct task has its descriptor: behind struct arch_save. For assembly and C.
#pragma once

#define TASK_DESC 40
