// The private stack of the evaluator: evaluation recurses as deeply as the configuration nests, and the usual 8 MiB
// are not enough for a million-element fold. The stack is reserved, touched only as far as used, and has a guard
// page below; stack_floor is checked where recursion happens, so the end is a diagnostic, not a signal.
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
#ifdef HM_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace hm {

std::uintptr_t stack_floor = 0;

namespace {

// What must remain below the current frame for a builtin, a regular expression or the throwing of an error.
constexpr std::size_t kReserve = std::size_t{16} << 20;

struct Switch {
  const std::function<void()>* body;
  ucontext_t caller, callee;
  void* stack;
  std::size_t size;
#ifdef HM_ASAN
  const void* caller_stack = nullptr;
  std::size_t caller_size = 0;
#endif
};

Switch* current = nullptr;

void trampoline() {
  Switch* s = current;
#ifdef HM_ASAN
  __sanitizer_finish_switch_fiber(nullptr, &s->caller_stack, &s->caller_size);
#endif
  (*s->body)();
#ifdef HM_ASAN
  __sanitizer_start_switch_fiber(nullptr, s->caller_stack, s->caller_size);
#endif
}

}  // namespace

void on_big_stack(const std::function<void()>& body) {
  if (current) {
    body();
    return;
  }
  Switch s{};
  s.body = &body;
  s.stack = MAP_FAILED;
  for (s.size = kBigStack; s.size >= (std::size_t{32} << 20); s.size /= 2) {
    s.stack = mmap(nullptr, s.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (s.stack != MAP_FAILED) break;
  }
  if (s.stack == MAP_FAILED) throw std::bad_alloc();
  mprotect(s.stack, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE);
  stack_floor = reinterpret_cast<std::uintptr_t>(s.stack) + kReserve;
  current = &s;
  getcontext(&s.callee);
  s.callee.uc_stack.ss_sp = s.stack;
  s.callee.uc_stack.ss_size = s.size;
  s.callee.uc_link = &s.caller;
  makecontext(&s.callee, trampoline, 0);
#ifdef HM_ASAN
  void* fake = nullptr;
  __sanitizer_start_switch_fiber(&fake, s.stack, s.size);
#endif
  swapcontext(&s.caller, &s.callee);
#ifdef HM_ASAN
  __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
  __asan_unpoison_memory_region(s.stack, s.size);
#endif
  current = nullptr;
  stack_floor = 0;
  munmap(s.stack, s.size);
}

bool stack_is_low() { return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) < stack_floor; }

}  // namespace hm
