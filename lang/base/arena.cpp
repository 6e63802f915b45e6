#include "lang/base/arena.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace hm {

void Arena::new_block(std::size_t at_least) {
  constexpr std::size_t kBlock = std::size_t{1} << 18;
  const std::size_t size = std::max(at_least, kBlock);
  blocks_.emplace_back(new char[size]);
  next_ = blocks_.back().get();
  used_ += size;
  end_ = next_ + size;
}

Region::Region(std::uintptr_t base, std::size_t reserve) : reserve_(reserve) {
  void* at = MAP_FAILED;
  // A limit on the address space (ulimit -v) may refuse the whole reserve; take what can be had.
  for (; reserve_ >= (std::size_t{64} << 20); reserve_ /= 2) {
    at = mmap(reinterpret_cast<void*>(base), reserve_, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (at != MAP_FAILED) break;
  }
  if (at == MAP_FAILED) throw std::bad_alloc();
  base_ = next_ = static_cast<char*>(at);
  end_ = base_ + reserve_;
}

Region::~Region() { munmap(base_, reserve_); }

void Region::set_limit(std::size_t bytes) { end_ = base_ + std::min(bytes, reserve_); }

void Region::exhausted() { throw std::bad_alloc(); }

}  // namespace hm
