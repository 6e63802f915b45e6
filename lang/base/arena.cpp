#include "lang/base/arena.hpp"

#include <sys/mman.h>
#include <sys/resource.h>

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

std::size_t Region::affordable(std::size_t wanted, std::size_t fraction) {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  constexpr std::size_t kPage = 4096;
  return std::min(wanted, static_cast<std::size_t>(limit.rlim_cur) / fraction / kPage * kPage);
}

Region::Region(std::uintptr_t base, std::size_t reserve) : reserve_(reserve) {
  void* at = MAP_FAILED;
  // A limit on the address space (ulimit -v) may refuse the whole reserve; take what can be had.
  for (; reserve_ >= (std::size_t{8} << 20); reserve_ /= 2) {
    at = mmap(reinterpret_cast<void*>(base), reserve_, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (at != MAP_FAILED) break;
  }
  if (at == MAP_FAILED) throw std::bad_alloc();
  // Touching pages one by one is a tenth of a large evaluation; a small one stays in the first pages and is not charged
  // for more. (Where the kernel has no huge pages this says nothing.)
  constexpr std::size_t kSmallPages = std::size_t{2} << 20;
  madvise(static_cast<char*>(at) + kSmallPages, reserve_ - kSmallPages, MADV_HUGEPAGE);
  base_ = next_ = static_cast<char*>(at);
  end_ = base_ + reserve_;
}

Region::~Region() { munmap(base_, reserve_); }

bool Region::map_beginning(int file, std::size_t bytes) {
  if (bytes < used() || bytes > reserve_) return false;
  // Mapped elsewhere first and moved over: a refusal leaves the region alone.
  void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file, 0);
  if (at == MAP_FAILED) return false;
  if (mremap(at, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, base_) == MAP_FAILED) {
    munmap(at, bytes);
    return false;
  }
  next_ = base_ + bytes;
  return true;
}

void Region::set_limit(std::size_t bytes) { end_ = base_ + std::min(bytes, reserve_); }

void Region::exhausted() { throw std::bad_alloc(); }

}  // namespace hm
