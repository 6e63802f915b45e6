// The private stack of the evaluator: evaluation recurses as deeply as the configuration nests, and the usual 8 MiB
// are not enough for a million-element fold. The stack is reserved, touched only as far as used, and has a guard
// page below; stack_floor is checked where recursion happens, so the end is a diagnostic, not a signal.
#include <pthread.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <new>

#include "lang/eval/evaluator.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define HM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HM_ASAN 1
#endif
#endif

namespace hm {

std::uintptr_t stack_floor = 0;

namespace {

// What must remain below the current frame for a builtin, a regular expression or the throwing of an error.
constexpr std::size_t kReserve = std::size_t{16} << 20;

bool in_use = false;

struct Stack {
  void* memory = MAP_FAILED;
  std::size_t size = kBigStack;
};

// As much address space as can be had; a limit on it (ulimit -v) may refuse the whole.
Stack reserve_stack() {
  Stack stack;
  for (; stack.size >= (std::size_t{32} << 20); stack.size /= 2) {
    stack.memory = mmap(nullptr, stack.size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (stack.memory != MAP_FAILED) break;
  }
  if (stack.memory == MAP_FAILED) throw std::bad_alloc();
  mprotect(stack.memory, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE);
  return stack;
}

#ifdef HM_ASAN

// The address sanitizer follows threads well and switched contexts not quite: there the stack belongs to a thread.
void run_on(const Stack& stack, const std::function<void()>& body) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, stack.memory, stack.size);
  pthread_t thread{};
  auto call = [](void* argument) -> void* {
    (*static_cast<const std::function<void()>*>(argument))();
    return nullptr;
  };
  const int refused = pthread_create(&thread, &attributes, call, const_cast<std::function<void()>*>(&body));
  pthread_attr_destroy(&attributes);
  if (refused != 0) throw std::bad_alloc();
  pthread_join(thread, nullptr);
}

#else

struct Switch {
  const std::function<void()>* body;
  ucontext_t caller, callee;
};
Switch* current = nullptr;

void trampoline() { (*current->body)(); }

void run_on(const Stack& stack, const std::function<void()>& body) {
  Switch s{};
  s.body = &body;
  current = &s;
  getcontext(&s.callee);
  s.callee.uc_stack.ss_sp = stack.memory;
  s.callee.uc_stack.ss_size = stack.size;
  s.callee.uc_link = &s.caller;
  makecontext(&s.callee, trampoline, 0);
  swapcontext(&s.caller, &s.callee);
  current = nullptr;
}

#endif

}  // namespace

void on_big_stack(const std::function<void()>& body) {
  if (in_use) {
    body();
    return;
  }
  const Stack stack = reserve_stack();
  in_use = true;
  stack_floor = reinterpret_cast<std::uintptr_t>(stack.memory) + kReserve;
  run_on(stack, body);
  stack_floor = 0;
  in_use = false;
  munmap(stack.memory, stack.size);
}

bool stack_is_low() { return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) < stack_floor; }

}  // namespace hm
