#include "activate/cli/known_derivations.hpp"

namespace hm {

void KnownDerivations::add(std::string_view path, const DerivationOutline& outline) {
  const auto [record, fresh] =
      records_.try_emplace(number_of(path), static_cast<std::uint32_t>(words_.size()));
  if (!fresh) return;
  const auto put = [this](std::size_t word) { words_.push_back(static_cast<std::uint32_t>(word)); };
  put(outline.name ? number_of(*outline.name) : 0);
  put(outline.outputs.size());
  for (const auto& [name, output] : outline.outputs) {
    put(number_of(name));
    put(number_of(output));
  }
  for (const auto* inputs : {&outline.input_derivations, &outline.input_sources}) {
    put(inputs->size());
    for (const std::string& input : *inputs) put(number_of(input));
  }
}

bool KnownDerivations::contains(std::string_view path) const {
  const Symbol number = names_.find(path);
  return number && records_.contains(number.id);
}

std::optional<DerivationOutline> KnownDerivations::find(std::string_view path) const {
  const Symbol number = names_.find(path);
  const auto record = number ? records_.find(number.id) : records_.end();
  if (record == records_.end()) return std::nullopt;
  std::size_t at = record->second;
  const auto next = [&] { return words_[at++]; };
  DerivationOutline outline;
  if (const std::uint32_t name = next()) outline.name = text_of(name);
  for (std::uint32_t left = next(); left > 0; --left) {
    const std::uint32_t name = next();
    outline.outputs.emplace(text_of(name), text_of(next()));
  }
  for (auto* inputs : {&outline.input_derivations, &outline.input_sources}) {
    for (std::uint32_t left = next(); left > 0; --left) inputs->push_back(text_of(next()));
  }
  return outline;
}

}  // namespace hm
