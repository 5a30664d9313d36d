"""What a customer is worth"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("value", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("customers", "value")
