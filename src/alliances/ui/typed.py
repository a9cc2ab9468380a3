"""How the screens read what people type: as the whole house does (`domain/common/typed.py`)."""

from alliances.domain.common.typed import SPACES, cents, day

__all__ = ["SPACES", "cents", "day"]
