#include "activate/cli/build_identity.hpp"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <string_view>

#include <fmt/format.h>

namespace hm {

namespace {

// The notes of one segment: {name size, description size, type}, name and description padded to 4 bytes each.
std::string build_id_in(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes.data(), sizeof note);
    const auto padded = [](std::size_t n) { return (n + 3) & ~std::size_t{3}; };
    const std::size_t name = sizeof note, description = name + padded(note.n_namesz);
    if (description + note.n_descsz > notes.size()) return {};
    if (note.n_type == NT_GNU_BUILD_ID && notes.substr(name, note.n_namesz) == std::string_view("GNU", 4)) {
      std::string id;
      for (unsigned char c : notes.substr(description, note.n_descsz)) id += fmt::format("{:02x}", c);
      return id;
    }
    notes.remove_prefix(std::min(notes.size(), description + padded(note.n_descsz)));
  }
  return {};
}

int find_in_program(dl_phdr_info* program, std::size_t, void* found) {
  for (int i = 0; i < program->dlpi_phnum; ++i) {
    const auto& segment = program->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    std::string id = build_id_in({reinterpret_cast<const char*>(program->dlpi_addr + segment.p_vaddr), segment.p_memsz});
    if (!id.empty()) {
      *static_cast<std::string*>(found) = id;
      return 1;
    }
  }
  return 1;  // the first object is the program itself
}

}  // namespace

const std::string& build_identity() {
  static const std::string id = [] {
    std::string found;
    dl_iterate_phdr(find_in_program, &found);
    return found;
  }();
  return id;
}

}  // namespace hm
