#include "lang/base/blake3.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hm {

namespace {

constexpr std::uint32_t kChunkStart = 1, kChunkEnd = 2, kParent = 4, kRoot = 8;
constexpr int kRounds = 7;
constexpr std::array<std::uint8_t, 16> kPermutation = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

std::uint32_t load(const std::uint8_t* p) {
  return std::uint32_t{p[0]} | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16 |
         std::uint32_t{p[3]} << 24;
}

void store(std::uint8_t* p, std::uint32_t word) {
  for (int i = 0; i < 4; ++i) p[i] = static_cast<std::uint8_t>(word >> (8 * i));
}

using State = std::array<std::uint32_t, 16>;

void mix(State& s, std::size_t a, std::size_t b, std::size_t c, std::size_t d, std::uint32_t x,
         std::uint32_t y) {
  s[a] += s[b] + x;
  s[d] = std::rotr(s[d] ^ s[a], 16);
  s[c] += s[d];
  s[b] = std::rotr(s[b] ^ s[c], 12);
  s[a] += s[b] + y;
  s[d] = std::rotr(s[d] ^ s[a], 8);
  s[c] += s[d];
  s[b] = std::rotr(s[b] ^ s[c], 7);
}

void mix_all(State& s, const State& m) {
  mix(s, 0, 4, 8, 12, m[0], m[1]);
  mix(s, 1, 5, 9, 13, m[2], m[3]);
  mix(s, 2, 6, 10, 14, m[4], m[5]);
  mix(s, 3, 7, 11, 15, m[6], m[7]);
  mix(s, 0, 5, 10, 15, m[8], m[9]);
  mix(s, 1, 6, 11, 12, m[10], m[11]);
  mix(s, 2, 7, 8, 13, m[12], m[13]);
  mix(s, 3, 4, 9, 14, m[14], m[15]);
}

}  // namespace

std::array<std::uint32_t, 16> Blake3::compress(const Node& node) {
  State message, state;
  for (std::size_t i = 0; i < 16; ++i) message[i] = load(&node.block[4 * i]);
  for (std::size_t i = 0; i < 8; ++i) state[i] = node.input[i];
  for (std::size_t i = 0; i < 4; ++i) state[8 + i] = kStart[i];
  state[12] = static_cast<std::uint32_t>(node.counter);
  state[13] = static_cast<std::uint32_t>(node.counter >> 32);
  state[14] = node.size;
  state[15] = node.flags;
  for (int round = 0;; ++round) {
    mix_all(state, message);
    if (round + 1 == kRounds) break;
    State permuted;
    for (std::size_t i = 0; i < 16; ++i) permuted[i] = message[kPermutation[i]];
    message = permuted;
  }
  for (std::size_t i = 0; i < 8; ++i) state[i] ^= state[i + 8];
  return state;
}

Blake3::Words Blake3::Node::chaining_value() const {
  const State state = compress(*this);
  Words value;
  std::copy_n(state.begin(), value.size(), value.begin());
  return value;
}

Blake3::Node Blake3::parent(const Words& left, const Words& right) {
  Node node{kStart, {}, 0, kBlock, kParent};
  for (std::size_t i = 0; i < 8; ++i) {
    store(&node.block[4 * i], left[i]);
    store(&node.block[32 + 4 * i], right[i]);
  }
  return node;
}

std::uint32_t Blake3::start_flag() const {
  return blocks_ == 0 ? kChunkStart : 0;
}

Blake3::Node Blake3::chunk_node(bool last) const {
  Node node{value_, block_, chunk_, filled_, start_flag() | (last ? kChunkEnd : 0)};
  std::fill(node.block.begin() + filled_, node.block.end(), std::uint8_t{0});
  return node;
}

void Blake3::end_block() {
  value_ = chunk_node(false).chaining_value();
  ++blocks_;
  filled_ = 0;
}

// A chunk is full and more follows: as many subtrees are whole now as its number plus one has trailing zero
// bits.
void Blake3::end_chunk() {
  Words value = chunk_node(true).chaining_value();
  ++chunk_;
  for (std::uint64_t total = chunk_; (total & 1) == 0; total >>= 1) {
    value = parent(stack_.back(), value).chaining_value();
    stack_.pop_back();
  }
  stack_.push_back(value);
  value_ = kStart;
  blocks_ = filled_ = 0;
}

void Blake3::update(std::string_view bytes) {
  while (!bytes.empty()) {
    // The last block of a chunk is compressed only when it is known whether it is the last of all.
    if (filled_ == kBlock) {
      if ((blocks_ + 1) * kBlock == kChunk) {
        end_chunk();
      } else {
        end_block();
      }
    }
    const std::size_t n = std::min(bytes.size(), kBlock - filled_);
    std::memcpy(block_.data() + filled_, bytes.data(), n);
    filled_ += static_cast<std::uint32_t>(n);
    bytes.remove_prefix(n);
  }
}

std::array<std::uint8_t, Blake3::kBytes> Blake3::finish() const {
  Node node = chunk_node(true);
  for (auto left = stack_.rbegin(); left != stack_.rend(); ++left)
    node = parent(*left, node.chaining_value());
  node.flags |= kRoot;
  node.counter = 0;
  const State state = compress(node);
  std::array<std::uint8_t, kBytes> result;
  for (std::size_t i = 0; i < 8; ++i) store(&result[4 * i], state[i]);
  return result;
}

}  // namespace hm
