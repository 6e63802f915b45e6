// Bump memory. Freeing is dropping the arena, so only trivially destructible things may live in one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hm {

// A growing list of heap blocks; for what needs no fixed address.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (static_cast<std::size_t>(end_ - next_) < bytes) new_block(bytes);
    void* result = next_;
    next_ += bytes;
    return result;
  }
  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    return new (allocate(sizeof(T))) T{std::forward<Args>(args)...};
  }
  std::string_view copy(std::string_view text) {
    char* to = static_cast<char*>(allocate(text.size() + 1));
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    to[text.size()] = '\0';
    return {to, text.size()};
  }
  std::size_t used() const { return used_ - static_cast<std::size_t>(end_ - next_); }

 private:
  void new_block(std::size_t at_least);

  char* next_ = nullptr;
  char* end_ = nullptr;
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

// One reserved stretch of address space at a fixed address, filled from the bottom; pages cost memory only once
// they are touched. The fixed address makes 32-bit offsets (AST) and a mapped image of it possible.
// At most one region can stand at an address at a time: a second `Region` at the same base throws std::bad_alloc.
class Region {
 public:
  Region(std::uintptr_t base, std::size_t reserve);
  // `wanted` bytes, or where the process has a limit on its address space (ulimit -v) that fraction of the limit at most.
  static std::size_t affordable(std::size_t wanted, std::size_t fraction);
  ~Region();
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  // Throws std::bad_alloc when the reserve (or the limit set below) is used up.
  void* allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    char* result = next_;
    if (static_cast<std::size_t>(end_ - next_) < bytes) exhausted();
    next_ += bytes;
    return result;
  }
  // The same, or null.
  void* try_allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    char* result = next_;
    if (static_cast<std::size_t>(end_ - next_) < bytes) return nullptr;
    next_ += bytes;
    return result;
  }
  void set_limit(std::size_t bytes);
  // Puts the first `bytes` of a file in place of what the region holds, copied where they are written to. Requires:
  // bytes >= used(). False where the file cannot be mapped; the region is then as it was.
  bool map_beginning(int file, std::size_t bytes);
  std::size_t used() const { return static_cast<std::size_t>(next_ - base_); }
  std::size_t left() const { return static_cast<std::size_t>(end_ - next_); }
  char* base() const { return base_; }

 private:
  [[noreturn]] static void exhausted();

  char* base_;
  char* next_;
  char* end_;
  std::size_t reserve_;
};

}  // namespace hm
