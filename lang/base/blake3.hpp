// BLAKE3 with 32 bytes of output, unkeyed (https://github.com/BLAKE3-team/BLAKE3-specs). libcrypto has none.
// Portable and sequential: it is for the occasional hash that somebody wrote down, not for bulk.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hm {

class Blake3 {
 public:
  static constexpr std::size_t kBytes = 32;

  void update(std::string_view bytes);
  std::array<std::uint8_t, kBytes> finish() const;

 private:
  using Words = std::array<std::uint32_t, 8>;
  static constexpr std::size_t kBlock = 64, kChunk = 1024;
  static constexpr Words kStart = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                   0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

  // What a node of the tree is made of; its chaining value is one compression of it, the result another.
  struct Node {
    Words input;
    std::array<std::uint8_t, kBlock> block;
    std::uint64_t counter;
    std::uint32_t size, flags;
    Words chaining_value() const;
  };
  static std::array<std::uint32_t, 16> compress(const Node& node);
  static Node parent(const Words& left, const Words& right);

  Node chunk_node(bool last) const;
  void end_block();
  void end_chunk();
  std::uint32_t start_flag() const;

  std::vector<Words> stack_;  // chaining values of whole subtrees, largest first
  Words value_ = kStart;      // of the chunk so far
  std::array<std::uint8_t, kBlock> block_{};
  std::uint64_t chunk_ = 0;   // number of this chunk
  std::uint32_t filled_ = 0;  // bytes in block_
  std::uint32_t blocks_ = 0;  // compressed in this chunk
};

}  // namespace hm
